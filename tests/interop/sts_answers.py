"""The answers of STS, read by botocore: its own parser and service model, as in every AWS script.

Every answer that the engine can write comes from `cargo run --example sts_answers`. Each has to
parse into the fields and error codes that AWS documents, and say what the engine meant.
"""

import json
import pathlib
import subprocess
import unittest

import botocore.parsers
import botocore.session

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUN = ["cargo", "run", "--quiet", "--package", "irsa-engine", "--example", "sts_answers"]
# https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
COMMON = {"AccessDenied": 403, "ValidationError": 400}

MODEL = botocore.session.get_session().get_service_model("sts")
OPERATION = MODEL.operation_model("AssumeRoleWithWebIdentity")
PARSER = botocore.parsers.create_parser(MODEL.metadata["protocol"])


def answers():
    printed = subprocess.run(RUN, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def documented():
    """The codes that the operation has, with their statuses."""
    shapes = {shape.error_code: shape for shape in OPERATION.error_shapes}
    return COMMON | {
        code: shape.metadata["error"]["httpStatusCode"] for code, shape in shapes.items()
    }


def parsed(answer):
    response = {
        "status_code": answer["status"],
        "headers": {},
        "body": answer["body"].encode(),
        "context": {"operation_name": OPERATION.name},
    }
    return PARSER.parse(response, OPERATION.output_shape)


def plain(value):
    """Instants as seconds, everything else as it is."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return int(value.timestamp()) if hasattr(value, "timestamp") else value


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lines = answers()

    def request_id(self, read, answer):
        metadata = read.pop("ResponseMetadata")
        self.assertEqual(metadata["HTTPStatusCode"], answer["status"])
        self.assertRegex(metadata["RequestId"], "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")

    def test_every_refusal_is_read_as_it_was_meant(self):
        codes, count = set(), 0
        for answer in self.lines:
            if "code" not in answer:
                continue
            with self.subTest(answer["message"]):
                read = parsed(answer)
                self.request_id(read, answer)
                expected = {"Code": answer["code"], "Message": answer["message"], "Type": "Sender"}
                self.assertEqual(read, {"Error": expected})
                self.assertEqual(documented().get(answer["code"]), answer["status"])
            codes.add(answer["code"])
            count += 1
        named = {code for code, _ in self.lines[-1]["codes"]}
        self.assertEqual(codes, named, "every code is among the refusals")
        self.assertGreater(count, 40)

    def test_every_success_is_read_as_it_was_meant(self):
        count = 0
        for answer in self.lines:
            if "result" not in answer:
                continue
            with self.subTest(answer["result"]["AssumedRoleUser"]):
                read = parsed(answer)
                self.request_id(read, answer)
                self.assertEqual(plain(read), answer["result"])
                self.assertLessEqual(set(read), set(OPERATION.output_shape.members))
            count += 1
        self.assertGreater(count, 20)

    def test_codes_and_statuses_are_those_of_the_service(self):
        named = {code: status for code, status in self.lines[-1]["codes"]}
        self.assertEqual(named, documented())


if __name__ == "__main__":
    unittest.main()
