import Testing

@testable import PromptuaryCore

@Suite("Merkle trees")
struct MerkleProofTests {
    /// The test entries and roots of the reference implementation of RFC 6962.
    static let entries = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test("roots are those of the reference implementation of RFC 6962", arguments: 0...8)
    func vectors(size: Int) throws {
        var tree = LogTree()
        _ = try tree.append(try Self.entries[..<size].map { try #require(Hex.decode($0)) })
        #expect(tree.root.hex == Self.roots[size])
        #expect(tree.size == size)
    }

    static let sizes = 0...70
    private let leaves = LogFixture.leaves(70)

    private func hashes(_ ranges: [MerkleRange]) -> [SHA256Digest] {
        ranges.map { range in
            range.hash { node in SlowTree.root(leaves[(node.index << node.height)..<((node.index + 1) << node.height)])
            }
        }
    }

    @Test("inclusion proofs are those of RFC 6962, hold, and hold for nothing else", arguments: sizes)
    func inclusion(size: Int) {
        let tree = leaves[..<size]
        let root = SlowTree.root(tree)
        for index in 0..<size {
            let proof = hashes(MerkleProof.inclusion(of: index, in: size))
            #expect(proof == SlowTree.path(index, tree))
            func holds(
                _ proof: [SHA256Digest], leaf: Int? = nil, at place: Int? = nil, in other: Int? = nil,
                root second: SHA256Digest? = nil
            ) -> Bool {
                MerkleProof.verifyInclusion(
                    proof, of: leaves[leaf ?? index], at: place ?? index, in: other ?? size, root: second ?? root)
            }
            #expect(holds(proof))
            #expect(!holds(proof, root: leaves[0]) || size == 1)
            #expect(!holds(proof + [root]))
            #expect(!holds([root] + proof))
            #expect(!holds(proof, leaf: (index + 1) % 70))
            if !proof.isEmpty {
                #expect(!holds(Array(proof.dropLast())))
                #expect(!holds(Array(proof.dropFirst())))
            }
            for change in proof.indices {
                var changed = proof
                changed[change] = MerkleHash.empty
                #expect(!holds(changed))
            }
            for other in 0..<size where other != index { #expect(!holds(proof, at: other)) }
            #expect(!holds(proof, at: -1) && !holds(proof, at: size) && !holds(proof, in: 0) && !holds(proof, in: -1))
        }
        #expect(MerkleProof.inclusion(of: size, in: size).isEmpty)
        #expect(MerkleProof.inclusion(of: -1, in: size).isEmpty)
    }

    @Test("consistency proofs are those of RFC 6962, hold, and hold for nothing else", arguments: sizes)
    func consistency(size: Int) {
        let root = SlowTree.root(leaves[..<size])
        for old in 0...size {
            let first = SlowTree.root(leaves[..<old])
            let proof = hashes(MerkleProof.consistency(from: old, to: size))
            #expect(proof == (old == 0 ? [] : SlowTree.proof(old, leaves[..<size])))
            func holds(
                _ proof: [SHA256Digest], from other: Int? = nil, _ a: SHA256Digest? = nil, to third: Int? = nil,
                _ b: SHA256Digest? = nil
            ) -> Bool {
                MerkleProof.verifyConsistency(
                    proof, from: other ?? old, root: a ?? first, to: third ?? size, root: b ?? root)
            }
            #expect(holds(proof))
            #expect(!holds(proof + [root]))
            #expect(!holds(proof, leaves[69]) || old == 70)
            if old > 0 { #expect(!holds(proof, nil, leaves[69])) }
            if old < size { #expect(!holds(proof, from: size, to: old)) }
            if !proof.isEmpty {
                #expect(!holds(Array(proof.dropLast())))
                #expect(!holds(Array(proof.dropFirst())))
            }
            for change in proof.indices {
                var changed = proof
                changed[change] = MerkleHash.empty
                #expect(!holds(changed))
            }
            for other in 1..<max(size, 1) where other != old && old > 0 { #expect(!holds(proof, from: other)) }
            #expect(!holds(proof, from: -1))
        }
        #expect(MerkleProof.consistency(from: size + 1, to: size).isEmpty)
    }

    @Test("a tree of 2^40 entries has proofs of 40 hashes, and a larger one has none that hold")
    func limits() {
        let size = MerkleProof.sizeLimit
        #expect(MerkleProof.inclusion(of: size - 1, in: size).count == 40)
        #expect(MerkleProof.inclusion(of: 0, in: size - 1).count == 40)
        #expect(MerkleProof.consistency(from: size - 1, to: size).count == 41)
        #expect(
            !MerkleProof.verifyInclusion([], of: MerkleHash.empty, at: 0, in: size + 1, root: MerkleHash.empty))
        #expect(
            !MerkleProof.verifyConsistency(
                [], from: size + 1, root: MerkleHash.empty, to: size + 1, root: MerkleHash.empty))
        #expect(LogTile.edge(of: size) == [LogTile(level: 5, index: 0, width: 1)])
        #expect(LogTile(level: 4, index: 0, in: size)?.isFull == true)
    }
}
