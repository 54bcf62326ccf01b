"""What has to hold on every page: names for everything, contrast AA, no sideways scrolling, a focus one can see."""

import json

from page import Page, name_of

# Roles a person operates: each needs a name that can be said.
OPERATED = {"button", "checkbox", "combobox", "Date", "link", "menuitem", "option", "radio", "searchbox", "spinbutton",
            "switch", "tab", "textbox"}

CONTRAST = """
(() => {
    const parse = (text) => {
        const parts = text.match(/[\\d.]+/g).map(Number);
        return { r: parts[0], g: parts[1], b: parts[2], a: parts.length > 3 ? parts[3] : 1 };
    };
    const over = (top, below) => ({
        r: top.r * top.a + below.r * (1 - top.a),
        g: top.g * top.a + below.g * (1 - top.a),
        b: top.b * top.a + below.b * (1 - top.a),
        a: 1,
    });
    const groundOf = (element) => {
        const layers = [];
        for (let each = element; each; each = each.parentElement) {
            const colour = parse(getComputedStyle(each).backgroundColor);
            if (colour.a > 0) layers.push(colour);
            if (colour.a === 1) break;
        }
        const dark = matchMedia("(prefers-color-scheme: dark)").matches;
        const canvas = dark ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
        return layers.reverse().reduce((below, top) => over(top, below), canvas);
    };
    const luminance = ({ r, g, b }) => {
        const [red, green, blue] = [r, g, b].map((value) => {
            const share = value / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const poor = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim();
        const element = walker.currentNode.parentElement;
        if (text === "" || !element || element.closest("script, style, noscript, option, .said, [inert]")) continue;
        // What is folded away is not drawn, and keeps the colours it had when it was.
        if (element.closest("details:not([open]) > :not(summary)")) continue;
        if (element.closest("[aria-disabled=true], :disabled, [aria-busy=true], .is-stale")) continue;
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        if (box.width === 0 || box.height === 0 || style.visibility === "hidden") continue;
        const ground = groundOf(element);
        const [light, dim] = [luminance(over(parse(style.color), ground)), luminance(ground)].sort((a, b) => b - a);
        const ratio = (light + 0.05) / (dim + 0.05);
        const size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if (ratio < (isLarge ? 3 : 4.5)) poor.set(text.slice(0, 40), ratio.toFixed(2));
    }
    return [...poor].map(([text, ratio]) => `'${text}' ${ratio}`);
})()
"""

FOCUS = """
(() => {
    const outlined = (element, part) => {
        const style = getComputedStyle(element, part);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    };
    const focused = document.activeElement;
    if (!focused || focused === document.body) return "nothing";
    if (outlined(focused) || outlined(focused, "::after")) return "";
    for (let each = focused.parentElement, level = 0; each && level < 2; each = each.parentElement, level += 1) {
        if (outlined(each)) return "";
    }
    return focused.outerHTML.slice(0, 120);
})()
"""


def check_names(page: Page, where: str) -> list[str]:
    tree = page.command("Accessibility.getFullAXTree")["nodes"]
    nameless = [node for node in tree
                if not node.get("ignored") and node["role"]["value"] in OPERATED and not name_of(node).strip()]
    return [f"{where}: a {node['role']['value']} without a name" for node in nameless]


def check_contrast(page: Page, where: str) -> list[str]:
    poor = page.evaluate(CONTRAST)
    assert isinstance(poor, list)
    return [f"{where}: contrast too low: {each}" for each in poor]


def check_width(page: Page, where: str) -> list[str]:
    """Nothing sticks out sideways: neither the page nor, unnoticed, something in it that cannot be scrolled to.

    Nor has the window itself been moved: what scrolls is in it.
    """
    wide = page.evaluate("""
        (() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth > width) return ["the page itself"];
            if (document.documentElement.scrollTop > 0) return ["upwards, the page itself"];
            return [...document.querySelectorAll("button, input, select, a, h1, h2, label, dd")]
                .filter((each) => !each.closest(".said, .side, .figures-scroller, .tab-list, .skip"))
                .filter((each) => {
                    const box = each.getBoundingClientRect();
                    return box.width > 1 && (box.right > width + 1 || box.left < -1);
                })
                .map((each) => `${each.tagName} ${each.textContent.trim().slice(0, 30)}`);
        })()
    """)
    assert isinstance(wide, list)
    return [f"{where}: sticks out sideways: {each}" for each in wide]


def check_order(page: Page, where: str) -> list[str]:
    """One main heading, landmarks, no id twice, the language of the document as chosen."""
    facts = page.evaluate("""
        (() => {
            const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
            return {
                headings: document.querySelectorAll("h1").length,
                mains: document.querySelectorAll("main").length,
                doubled: ids.filter((id, index) => ids.indexOf(id) !== index),
                language: document.documentElement.lang,
            };
        })()
    """)
    assert isinstance(facts, dict)
    found = []
    if facts["headings"] != 1 or facts["mains"] != 1:
        found.append(f"{where}: {facts['headings']} main headings, {facts['mains']} main regions")
    if facts["doubled"]:
        found.append(f"{where}: ids used twice: {json.dumps(facts['doubled'])}")
    if facts["language"] not in ("ru", "en"):
        found.append(f"{where}: the document's language is '{facts['language']}'")
    return found


def check_focus(page: Page, where: str, steps: int = 14) -> list[str]:
    """Tab goes on, and each stop can be seen."""
    found = []
    for _ in range(steps):
        page.press("Tab")
        unseen = page.evaluate(FOCUS)
        if unseen and unseen != "nothing":
            found.append(f"{where}: the focus cannot be seen on {unseen}")
    return found


def check_page(page: Page, where: str) -> list[str]:
    return check_names(page, where) + check_contrast(page, where) + check_width(page, where) + check_order(page, where)
