/// The binary digits of pi's fraction, from which Blowfish takes its tables so that nobody can have chosen them.
enum PiDigits {
    /// The first words of the fraction, 32 bits each.
    ///
    /// 0x243F6A88, 0x85A308D3 and so on, by Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239), in fixed point
    /// with 128 bits to spare.
    static func words(_ count: Int) -> [UInt32] {
        let limbs = (count + 1) / 2 + 3
        var pi = [UInt64](repeating: 0, count: limbs)
        addArctangent(of: 5, times: 16, negated: false, to: &pi)
        addArctangent(of: 239, times: 4, negated: true, to: &pi)
        return (0..<count).map { UInt32(truncatingIfNeeded: pi[1 + $0 / 2] >> ($0 % 2 == 0 ? 32 : 0)) }
    }

    /// Adds or subtracts a multiple of the arctangent of 1/`divisor`; the first limb is the whole part.
    private static func addArctangent(of divisor: UInt64, times factor: UInt64, negated: Bool, to sum: inout [UInt64]) {
        var power = [UInt64](repeating: 0, count: sum.count)
        var term = power
        power[0] = factor
        sum.withUnsafeMutableBufferPointer { sum in
            power.withUnsafeMutableBufferPointer { power in
                term.withUnsafeMutableBufferPointer { term in
                    divide(UnsafeBufferPointer(power), by: divisor, from: 0, into: power)
                    var (first, odd, isNegative) = (0, UInt64(1), negated)
                    while true {
                        while first < power.count, power[first] == 0 { first += 1 }
                        if first == power.count { return }
                        divide(UnsafeBufferPointer(power), by: odd, from: first, into: term)
                        accumulate(UnsafeBufferPointer(term), from: first, negative: isNegative, into: sum)
                        divide(UnsafeBufferPointer(power), by: divisor * divisor, from: first, into: power)
                        odd += 2
                        isNegative.toggle()
                    }
                }
            }
        }
    }

    private static func divide(
        _ number: UnsafeBufferPointer<UInt64>, by divisor: UInt64, from first: Int,
        into quotient: UnsafeMutableBufferPointer<UInt64>
    ) {
        var remainder: UInt64 = 0
        var at = first
        while at < number.count {
            (quotient[at], remainder) = divisor.dividingFullWidth((remainder, number[at]))
            at += 1
        }
    }

    private static func accumulate(
        _ term: UnsafeBufferPointer<UInt64>, from first: Int, negative: Bool,
        into sum: UnsafeMutableBufferPointer<UInt64>
    ) {
        var carry: UInt64 = 0
        var at = sum.count - 1
        while at >= 0, at >= first || carry > 0 {
            let addend = at >= first ? term[at] : 0
            if negative {
                let (part, low) = sum[at].subtractingReportingOverflow(addend)
                let (whole, high) = part.subtractingReportingOverflow(carry)
                (sum[at], carry) = (whole, low || high ? 1 : 0)
            } else {
                let (part, low) = sum[at].addingReportingOverflow(addend)
                let (whole, high) = part.addingReportingOverflow(carry)
                (sum[at], carry) = (whole, low || high ? 1 : 0)
            }
            at -= 1
        }
    }
}
