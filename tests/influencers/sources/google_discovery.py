"""Google's own description of the YouTube API, as its Python client brings it: what a call may ask for, and
what an answer may hold. It knows no required fields in answers and no error bodies."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

TEXT_NUMBERS = {"uint64": r"^\d{1,20}$", "int64": r"^-?\d{1,19}$"}  # they travel as strings
TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"
MOST_IDS = 50


@cache
def document() -> dict:
    """The discovery document of YouTube's Data API v3."""
    return json.loads((files("googleapiclient") / "discovery_cache/documents/youtube.v3.json").read_text())


@cache
def methods() -> dict[str, dict]:
    """Each GET method by the path of its address."""
    found: dict[str, dict] = {}

    def walk(resources: dict) -> None:
        for resource in resources.values():
            for method in resource.get("methods", {}).values():
                if method["httpMethod"] == "GET":
                    found[f"/{method['path']}"] = method
            walk(resource.get("resources", {}))

    walk(document()["resources"])
    return found


def wrong_in_request(path: str, query: dict[str, list[str]]) -> list[str]:
    """What Google would not take in a call."""
    method = methods().get(path)
    if method is None:
        return [f"no such address: {path}"]
    known = document()["parameters"] | method.get("parameters", {})
    wrong = [f"unknown: {name}" for name in query if name not in known]
    wrong += [
        f"missing: {name}" for name, rule in known.items() if rule.get("required") and name not in query
    ]
    for name, values in query.items():
        rule = known.get(name, {})
        for value in values:
            if "enum" in rule and value not in rule["enum"]:
                wrong.append(f"{name}: {value} is not one of {rule['enum']}")
            if rule.get("type") == "integer" and not value.isdigit():
                wrong.append(f"{name}: {value} is no number")
            elif "maximum" in rule and not int(rule.get("minimum", 0)) <= int(value) <= int(rule["maximum"]):
                wrong.append(f"{name}: {value} is out of range")
    if len(query.get("id", [""])[0].split(",")) > MOST_IDS:
        wrong.append("too many ids")
    return wrong


def wrong_in_answer(path: str, body: Any) -> list[str]:
    """Where an answer holds what Google's description does not."""
    schema = {"$defs": _definitions(), "$ref": f"#/$defs/{methods()[path]['response']['$ref']}"}
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors(body)
    ]


@cache
def _definitions() -> dict[str, dict]:
    return {name: _json_schema(node) for name, node in document()["schemas"].items()}


def _json_schema(node: dict) -> dict:
    """Google's way to describe a value, as JSON Schema; fields that it does not name are refused."""
    if "$ref" in node:
        return {"$ref": f"#/$defs/{node['$ref']}"}
    kind = node["type"]
    if kind == "any":
        return {}
    schema: dict[str, Any] = {"type": kind} | ({"enum": node["enum"]} if "enum" in node else {})
    if kind == "array":
        schema["items"] = _json_schema(node["items"])
    if kind == "object":
        schema["properties"] = {
            name: _json_schema(value) for name, value in node.get("properties", {}).items()
        }
        more = node.get("additionalProperties")
        schema["additionalProperties"] = _json_schema(more) if more else False
    if pattern := TEXT_NUMBERS.get(node.get("format", "")):
        schema["pattern"] = pattern
    if "date-time" in node.get("format", ""):
        schema["pattern"] = TIME
    return schema


def reason_of(error: Any) -> str:
    """The reason in an error of Google's client."""
    return re.search(r"'reason': '(\w+)'", str(error.error_details))[1]
