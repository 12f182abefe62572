"""Fails unless `aws ecs register-task-definition --cli-input-json` would take the file."""

import json
import sys

import botocore.session
from botocore.validate import ParamValidator

service = botocore.session.Session().get_service_model("ecs")
shape = service.operation_model("RegisterTaskDefinition").input_shape
with open(sys.argv[1], encoding="utf-8") as file:
    report = ParamValidator().validate(json.load(file), shape)
if report.has_errors():
    sys.exit(report.generate_report())
