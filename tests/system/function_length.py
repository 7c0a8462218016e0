"""Fails when a function of the given folders is longer than 60 lines, signature and closing brace included."""
import pathlib
import re
import sys

LIMIT = 60
SCOPE = re.compile(r"^\s*(template\s*<.*>\s*)?(inline\s+)?(namespace|class|struct|union|enum|extern\s+\"C\")\b", re.S)
# Comments, raw strings, strings and character literals; a digit separator is no quote.
QUIET = re.compile(
    r"//[^\n]*|/\*.*?\*/|R\"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)\"|\"(?:\\.|[^\"\\\n])*\"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])'",
    re.S)


def blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def functions(text):
    """Yields (first line, last line) of each function body that stands in a namespace or class."""
    text = QUIET.sub(blank, text)
    text = re.sub(r"^\s*#(?:[^\n\\]|\\.|\\\n)*", blank, text, flags=re.M)
    line = 1
    head, head_line = "", None
    stack = []
    for char in text:
        if char == "\n":
            line += 1
        if char == "{":
            outside = all(kind == "scope" for kind, _ in stack)
            if outside and SCOPE.match(head) and not head.rstrip().endswith(")"):
                kind = "scope"
            elif outside and "(" in head and not re.search(r"=\s*$", head):
                kind = "function"
            else:
                kind = "other"
            stack.append((kind, head_line or line))
            head, head_line = "", None
        elif char == "}":
            if not stack:
                continue
            kind, first = stack.pop()
            if kind == "function":
                yield first, line
            head, head_line = "", None
        elif char == ";":
            head, head_line = "", None
        else:
            if head_line is None and not char.isspace():
                head_line = line
            head += char


def main(folders):
    wrong = 0
    count = 0
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            for first, last in functions(path.read_text(encoding="utf-8")):
                count += 1
                if last - first + 1 > LIMIT:
                    print(f"{path}:{first}: function of {last - first + 1} lines, at most {LIMIT}")
                    wrong += 1
    print(f"{count} functions, {wrong} too long")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
