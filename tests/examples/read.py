"""Prints a YAML, JSON or HCL file as JSON; of YAML, the first document."""

import json
import sys

import hcl2
import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    if sys.argv[1].endswith(".hcl"):
        options = hcl2.SerializationOptions(strip_string_quotes=True, explicit_blocks=False)
        value = hcl2.load(file, serialization_options=options)
    else:
        value = next(yaml.safe_load_all(file))
json.dump(value, sys.stdout)
