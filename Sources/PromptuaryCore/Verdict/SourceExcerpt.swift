/// A line of a file and the marks under the place that a finding is about, for a terminal.
///
///         12 | yanked: [{version: 1.2.0}]
///            |           ^
///
/// Characters are shown as ``ShownText`` shows them, a tab as four blanks. The mark is as wide as what stands above it: two
/// columns under a wide character, more under an escape. A line that is wider than the window is cut at both ends, around the
/// place, and says so with `…`. Without a column, all of the line that is shown and not blank is marked.
enum SourceExcerpt {
    /// One character as it is shown.
    private struct Cell {
        var text: String
        var columns: Int
        let isBlank: Bool
    }

    /// The two lines, without line feeds, each at most about `width` columns wide; blanks before and behind are left out.
    static func lines(of text: String, line: Int, column: Int?, width: Int = 100) -> [String] {
        let number = String(line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.utf8.count)) + number + " | "
        let blank = String(repeating: " ", count: max(5, number.utf8.count)) + " | "
        let cells = cells(of: text)
        let marked = column.map { marks(at: $0 - 1, in: cells) } ?? visible(cells)
        let window = window(in: cells, around: marked.lowerBound, width: max(20, width - gutter.utf8.count - 2))
        var shown = window.lowerBound > 0 ? "…" : ""
        var mark = window.lowerBound > 0 ? " " : ""
        for index in window {
            shown += cells[index].text
            mark += String(repeating: marked.contains(index) ? "^" : " ", count: cells[index].columns)
        }
        if window.upperBound < cells.count { shown += "…" }
        // A place at the end of a line is behind its last character.
        if marked.lowerBound >= cells.count { mark += "^" }
        return [gutter + shown, blank + mark].map(trimmed)
    }

    /// Each scalar with what is shown for it; a combining mark belongs to the cell before, so that no window parts them.
    private static func cells(of text: String) -> [Cell] {
        var cells: [Cell] = []
        var marks = 0
        var isFirst = true
        for scalar in text.unicodeScalars.prefix(16_384) {
            if scalar == "\t" {
                cells.append(Cell(text: "    ", columns: 4, isBlank: true))
                (marks, isFirst) = (0, false)
                continue
            }
            var shown = ""
            if isFirst { marks = Int.max >> 1 }
            ShownText.append(scalar, to: &shown, marks: &marks)
            isFirst = false
            let isEscape = shown.unicodeScalars.count > 1
            let columns = isEscape ? shown.utf8.count : UnicodeForm.columns(scalar)
            cells.append(Cell(text: shown, columns: columns, isBlank: scalar == " "))
        }
        breakCommands(in: &cells)
        return cells
    }

    /// `##` in front of a bracket is a command for some runners; the first character becomes an escape.
    private static func breakCommands(in cells: inout [Cell]) {
        guard cells.count > 2 else { return }
        for at in 1..<cells.count where cells[at].text == "#" && cells[at - 1].text == "#" {
            let behind = cells[(at + 1)...].prefix(32).drop { cell in
                cell.text.unicodeScalars.allSatisfy { ("a"..."z").contains($0) || ("A"..."Z").contains($0) }
            }
            if behind.first?.text == "[" {
                cells[at - 1].text = "\\u{23}"
                cells[at - 1].columns = 6
            }
        }
    }

    /// The cell of a column and the combining marks on it.
    private static func marks(at index: Int, in cells: [Cell]) -> Range<Int> {
        var start = min(max(0, index), cells.count)
        while start > 0, start < cells.count, cells[start].columns == 0 { start -= 1 }
        var end = min(start + 1, cells.count)
        while end < cells.count, cells[end].columns == 0 { end += 1 }
        return start..<max(end, start)
    }

    private static func visible(_ cells: [Cell]) -> Range<Int> {
        let first = cells.firstIndex { !$0.isBlank } ?? 0
        let last = cells.lastIndex { !$0.isBlank } ?? first - 1
        return first..<max(first, last + 1)
    }

    /// The cells that fit into a window: all, or some from a third of the width before the place on.
    private static func window(in cells: [Cell], around place: Int, width: Int) -> Range<Int> {
        guard cells.reduce(0, { $0 + $1.columns }) > width else { return 0..<cells.count }
        var start = min(place, cells.count)
        var before = 0
        while start > 0, before + cells[start - 1].columns <= width / 3 {
            start -= 1
            before += cells[start].columns
        }
        while start > 0, start < cells.count, cells[start].columns == 0 { start -= 1 }
        var end = start
        var used = 0
        while end < cells.count, used + cells[end].columns <= width || end <= min(place, cells.count - 1) {
            used += cells[end].columns
            end += 1
        }
        return start..<end
    }

    private static func trimmed(_ line: String) -> String {
        var view = line.unicodeScalars[...]
        while view.last == " " { view = view.dropLast() }
        return String(view)
    }
}
