// Verifies logs with the packages of Go's checksum database, which share no code with ours.
//
//	tlog log FOLDER VKEY [OLDER-FOLDER]     checkpoint, every entry, 50 inclusion proofs, growth from an older log
//	tlog proof FILE VKEY                    a C2SP tlog-proof that carries its entry; the entry is printed
//	tlog cosigned FILE VKEY WITNESS-VKEY    a checkpoint with a cosignature/v1
//
// Exit code 1 and a reason when something does not hold.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const wantedProofs = 50

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}

func run(words []string) error {
	switch {
	case len(words) == 3 && words[0] == "log":
		return checkLog(words[1], words[2], "")
	case len(words) == 4 && words[0] == "log":
		return checkLog(words[1], words[2], words[3])
	case len(words) == 3 && words[0] == "proof":
		return checkProof(words[1], words[2])
	case len(words) == 4 && words[0] == "cosigned":
		return checkCosigned(words[1], words[2], words[3])
	}
	return errors.New("wrong use")
}

// ---------------------------------------------------------------- checkpoints

// openCheckpoint verifies a note and gives the tree that its text describes.
func openCheckpoint(message []byte, keys ...note.Verifier) (tlog.Tree, *note.Note, error) {
	var tree tlog.Tree
	opened, err := note.Open(message, note.VerifierList(keys...))
	if err != nil {
		return tree, nil, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != keys[0].Name() || lines[3] != "" {
		return tree, nil, errors.New("not the three lines of a checkpoint of this log")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil || strconv.FormatInt(tree.N, 10) != lines[1] {
		return tree, nil, errors.New("not a size")
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, opened, err
}

func openLog(folder string, key note.Verifier) (tlog.Tree, error) {
	message, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	tree, _, err := openCheckpoint(message, key)
	return tree, err
}

// ---------------------------------------------------------------- tiles

// tiles reads C2SP tiles; their paths are Go's without the height.
type tiles struct {
	folder string
	read   int
}

func (t *tiles) Height() int                     { return 8 }
func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		content, err := os.ReadFile(filepath.Join(t.folder, "tile", strings.TrimPrefix(tile.Path(), "tile/8/")))
		if err != nil {
			return nil, err
		}
		t.read++
		all = append(all, content)
	}
	return all, nil
}

func checkLog(folder, vkey, older string) error {
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	tree, err := openLog(folder, key)
	if err != nil {
		return err
	}
	reader := &tiles{folder: folder}
	hashes := tlog.TileHashReader(tree, reader)
	if tree.N > 0 {
		root, err := tlog.TreeHash(tree.N, hashes)
		if err != nil || root != tree.Hash {
			return fmt.Errorf("the root is not that of the tiles: %v", err)
		}
	}
	entries, err := checkEntries(folder, tree, hashes)
	if err != nil {
		return err
	}
	proofs := 0
	for last := int64(-1); proofs < wantedProofs && last < tree.N-1; proofs++ {
		index := int64(proofs)
		if tree.N > wantedProofs {
			index = index * (tree.N - 1) / (wantedProofs - 1)
		}
		if err := checkInclusion(index, tree, hashes); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
		last = index
	}
	grown := int64(-1)
	if older != "" {
		old, err := openLog(older, key)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveTree(tree.N, old.N, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
			return err
		}
		grown = old.N
	}
	fmt.Printf("size %d entries %d proofs %d older %d tiles %d\n", tree.N, entries, proofs, grown, reader.read)
	return nil
}

// checkEntries compares every entry of every bundle with the tree.
func checkEntries(folder string, tree tlog.Tree, hashes tlog.HashReader) (int, error) {
	count := 0
	for start := int64(0); start < tree.N; start += 256 {
		width := tree.N - start
		if width > 256 {
			width = 256
		}
		name := tlog.Tile{H: 8, L: 0, N: start / 256, W: int(width)}.Path()
		bundle, err := os.ReadFile(filepath.Join(folder, "tile", "entries", strings.TrimPrefix(name, "tile/8/0/")))
		if err != nil {
			return count, err
		}
		var places []int64
		for index := start; index < start+width; index++ {
			places = append(places, tlog.StoredHashIndex(0, index))
		}
		leaves, err := hashes.ReadHashes(places)
		if err != nil {
			return count, err
		}
		for _, leaf := range leaves {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return count, errors.New("a bundle ends too early")
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			if tlog.RecordHash(bundle[2:end]) != leaf {
				return count, fmt.Errorf("entry %d is not of this tree", count)
			}
			bundle = bundle[end:]
			count++
		}
		if len(bundle) > 0 {
			return count, errors.New("a bundle has more than its entries")
		}
	}
	return count, nil
}

func checkInclusion(index int64, tree tlog.Tree, hashes tlog.HashReader) error {
	proof, err := tlog.ProveRecord(tree.N, index, hashes)
	if err != nil {
		return err
	}
	leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf[0])
}

// ---------------------------------------------------------------- proofs

func checkProof(file, vkey string) error {
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	end := bytes.Index(content, []byte("\n\n"))
	if end < 0 {
		return errors.New("no empty line")
	}
	tree, _, err := openCheckpoint(content[end+2:], key)
	if err != nil {
		return err
	}
	lines := strings.Split(string(content[:end]), "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "extra ") ||
		!strings.HasPrefix(lines[2], "index ") {
		return errors.New("not the lines of a proof that carries its entry")
	}
	entry, err := base64.StdEncoding.DecodeString(lines[1][6:])
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(lines[2][6:], 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return err
	}
	fmt.Printf("%s\n", entry)
	return nil
}

// ---------------------------------------------------------------- cosignatures

// cosigner verifies cosignature/v1 of C2SP tlog-cosignature, which the note package does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(signature))
	return ed25519.Verify(c.key, append([]byte(head), text...), signature[8:])
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not a key")
	}
	encoded, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(encoded) != 1+ed25519.PublicKeySize || encoded[0] != 4 {
		return nil, errors.New("not the key of an Ed25519 cosigner")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), encoded...))
	if fmt.Sprintf("%x", sum[:4]) != parts[1] {
		return nil, errors.New("not the hash of the key")
	}
	return &cosigner{parts[0], binary.BigEndian.Uint32(sum[:]), encoded[1:]}, nil
}

func checkCosigned(file, vkey, witness string) error {
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	other, err := newCosigner(witness)
	if err != nil {
		return err
	}
	message, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	tree, opened, err := openCheckpoint(message, key, other)
	if err != nil {
		return err
	}
	if len(opened.Sigs) != 2 || opened.Sigs[0].Name == opened.Sigs[1].Name {
		return fmt.Errorf("%d of the two signatures are there", len(opened.Sigs))
	}
	var second *note.Signature
	for index := range opened.Sigs {
		if opened.Sigs[index].Name == other.name {
			second = &opened.Sigs[index]
		}
	}
	blob, err := base64.StdEncoding.DecodeString(second.Base64)
	if err != nil {
		return err
	}
	fmt.Printf("size %d time %d\n", tree.N, binary.BigEndian.Uint64(blob[4:]))
	return nil
}
