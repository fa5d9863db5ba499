"""Draws what a terminal showed as an SVG picture: ./millrace quickstart --once | python3 docs/picture.py > docs/quickstart.svg"""

import html
import re
import sys

LINE, LEFT, TOP, WIDTH = 18, 16, 56, 860


def colour(line):
    if line.startswith("$"):
        return "#7ee787"
    if re.match(r"\[\d+/\d+\]", line):
        return "#ffffff"
    if line.strip().startswith(("done", "time taken")):
        return "#79c0ff"
    if "labels differ" in line or line.strip().startswith(("accuracy", "model ")):
        return "#7ee787"
    return "#b0b8c0"


def main():
    lines = ["$ ./millrace quickstart"] + [line.rstrip() for line in sys.stdin]
    height = TOP + LINE * len(lines) + 12
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" role="img" '
          'aria-label="A terminal after ./millrace quickstart">')
    print(f'<rect width="{WIDTH}" height="{height}" rx="10" fill="#0d1117"/>')
    for place, fill in enumerate(("#ff5f56", "#ffbd2e", "#27c93f")):
        print(f'<circle cx="{22 + 20 * place}" cy="20" r="6" fill="{fill}"/>')
    print('<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13" xml:space="preserve">')
    for number, line in enumerate(lines):
        print(f'<text x="{LEFT}" y="{TOP + LINE * number}" fill="{colour(line)}">{html.escape(line)}</text>')
    print("</g>\n</svg>")


if __name__ == "__main__":
    main()
