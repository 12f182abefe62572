"""Builds the word index of a folder of documents; runs in the build stage only."""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

index = defaultdict(list)
for document in sorted(Path(sys.argv[1]).glob("*.txt")):
    for word in sorted(set(re.findall(r"\w+", document.read_text().lower()))):
        index[word].append(document.stem)
json.dump(index, sys.stdout)
