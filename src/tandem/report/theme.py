"""The colours of a report by meaning; in the page they are `--text`, `--line` and so on."""

LIGHT = {
    "bg": "#F7F8FA",
    "surface": "#FFFFFF",
    "sunken": "#EEF0F3",
    "text": "#171A1F",
    "muted": "#545B66",
    "line": "#D8DCE2",
    "control": "#848B96",
    "accent": "#1F55C4",
    "ai": "#6B3FA0",
    "human": "#0B6B57",
    "warn": "#8A5300",
    "danger": "#B3261E",
}
DARK = {
    "bg": "#0F1114",
    "surface": "#171A1F",
    "sunken": "#0A0C0E",
    "text": "#E8EAEE",
    "muted": "#A4ABB7",
    "line": "#2C313A",
    "control": "#6F7785",
    "accent": "#8FB2FF",
    "ai": "#C9A8F5",
    "human": "#6FD6B9",
    "warn": "#F0B860",
    "danger": "#FF9A92",
}
