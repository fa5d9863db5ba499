"""Bar charts as SVG, plain text and rectangles, legible on a light and on a dark page."""

import math
from html import escape

COLOURS = {"millrace": "#0f8f84", "mlflow": "#5b7fd6", "fasttrackml": "#d9822b", "floor": "#8a8f98"}
LABELS = {"millrace": "Millrace", "mlflow": "MLflow", "fasttrackml": "FastTrackML", "floor": "bare JDBC writer"}

NAMES = [("writes.svg", "Writes per second"), ("reads.svg", "Reads per second"), ("scoring.svg", "Scoring requests per second"),
         ("footprint.svg", "Start, memory and the cost of run")]

# Bars of a chart: workload, measure, unit.
CONTENT = {
    "writes.svg": [("log-metric", "rate", "/s"), ("log-batch", "rate", "/s"), ("create-run", "rate", "/s")],
    "reads.svg": [("search-runs", "rate", "/s"), ("get-history", "rate", "/s")],
    "scoring.svg": [("scoring", "rate", "/s")],
    "footprint.svg": [("start", "seconds", " s"), ("memory", "pss_mb", " MB"), ("projects", "cpu_s", " s CPU")],
}

WIDTH, NAME, BAR, GAP, HEAD = 900, 290, 15, 12, 64

STYLE = """
  text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #24292f }
  .title { font-size: 17px; font-weight: 600 }
  .note { fill: #656d76 }
  .line { stroke: #d0d7de }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .note { fill: #9198a1 } .line { stroke: #3d444d } }
"""


def shown(samples, name):
    return bool(groups(samples, name))


def write(samples, folder):
    for name, title in NAMES:
        if shown(samples, name):
            (folder / name).write_text(chart(title, groups(samples, name)))


def groups(samples, name):
    """Rows of bars: label of the case, then server, value and unit of each bar."""
    found = []
    for workload, measure, unit in CONTENT[name]:
        if workload not in samples.entries:
            continue
        for case in samples.cases(workload):
            bars = [(server, value, unit) for server in LABELS
                    if (value := samples.median(workload, case, server, measure)) is not None]
            if bars:
                found.append((f"{workload}: {case}", bars))
    return found


def chart(title, rows):
    values = [value for _, bars in rows for _, value, _ in bars]
    # A log scale, since the servers lie orders of magnitude apart; it starts a decade below the least.
    low, high = math.floor(math.log10(min(values))) - 0.3, math.log10(max(values)) + 0.05
    height = HEAD + sum(len(bars) * BAR + GAP for _, bars in rows) + 10
    room = WIDTH - NAME - 110
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
             f'role="img" aria-label="{escape(title)}">', f"<style>{STYLE}</style>",
             f'<text class="title" x="16" y="28">{escape(title)}</text>',
             f'<text class="note" x="{WIDTH - 16}" y="28" text-anchor="end">log scale</text>', legend(rows)]
    y = HEAD
    for label, bars in rows:
        middle = y + len(bars) * BAR / 2 + 4
        parts.append(f'<text x="{NAME - 10}" y="{middle:.0f}" text-anchor="end">{escape(label)}</text>')
        for server, value, unit in bars:
            length = max(2, room * (math.log10(value) - low) / (high - low))
            parts.append(f'<rect x="{NAME}" y="{y + 1}" width="{length:.1f}" height="{BAR - 3}" rx="2" '
                         f'fill="{COLOURS[server]}"/>')
            parts.append(f'<text class="note" x="{NAME + length + 6:.1f}" y="{y + BAR - 4}">{amount(value)}{unit}</text>')
            y += BAR
        y += GAP
    parts.append(f'<line class="line" x1="{NAME}" y1="{HEAD - 6}" x2="{NAME}" y2="{height - 14}"/>')
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def legend(rows):
    present = [server for server in LABELS if any(server == bar[0] for _, bars in rows for bar in bars)]
    parts, x = [], 16
    for server in present:
        parts.append(f'<rect x="{x}" y="40" width="11" height="11" rx="2" fill="{COLOURS[server]}"/>'
                     f'<text x="{x + 16}" y="50">{LABELS[server]}</text>')
        x += 30 + 7 * len(LABELS[server])
    return "".join(parts)


def amount(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
