#!/usr/bin/env python3
"""Writes the port of each component, as ports.json has it, into its files."""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Where a component's port stands: file, and the pattern around the number.
PLACES = {
    "apps/admin-dashboard": [
        ("core/frontend/package.json", r'("port": )\d+'),
        ("core/frontend/Dockerfile", r"(EXPOSE )\d+"),
    ],
    "services/api": [
        ("core/api/main.go", r'(getEnv\("PORT", ")\d+'),
        ("core/api/Dockerfile", r"(EXPOSE )\d+"),
    ],
    "plugins/inventory": [
        ("services/inventory-management/src/server.ts", r"(PORT \?\? )\d+"),
        ("services/inventory-management/Dockerfile", r"(EXPOSE )\d+"),
    ],
    "plugins/reviews": [
        ("services/product-reviews/main.go", r'(getEnv\("PORT", ")\d+'),
    ],
}


def update(path: pathlib.Path, pattern: str, port: int) -> bool:
    """True when the file was there to be changed."""
    if not path.exists():
        return False
    text = path.read_text()
    path.write_text(re.sub(pattern, rf"\g<1>{port}", text))
    return True


def main() -> None:
    assignments = json.loads((ROOT / "ports.json").read_text())["assignments"]
    for component, places in PLACES.items():
        for name, pattern in places:
            if not update(ROOT / name, pattern, assignments[component]):
                print(f"skipped {name}")


if __name__ == "__main__":
    main()
