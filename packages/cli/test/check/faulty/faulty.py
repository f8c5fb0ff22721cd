"""A webhook server in Python, as an author writes it by hand. The path names its one fault; `/none` has none."""

import base64
import hashlib
import json
import os
import re
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

CURRENT, RETIRED = (load_der_public_key(base64.b64decode(text)) for text in sys.argv[1:3])


def signed_bytes(body, fault):
    if fault == "reserialised":
        return json.dumps(json.loads(body)).encode()
    if fault == "trimmed":
        return body.strip()
    if fault == "latin1":
        return body.decode("latin-1").encode()
    if fault == "double-hash":
        return hashlib.sha256(body).digest()
    if fault == "empty":
        return b""
    return body


def decode(text, fault):
    if fault == "lenient-base64":
        return base64.b64decode(text)
    if fault == "hex":
        return bytes.fromhex(text)
    raw = base64.b64decode(text, validate=True)
    if fault == "p1363":
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
    return raw


def is_genuine(headers, body, fault):
    if fault == "accepts-everything":
        return True
    if not headers:
        if fault == "dies":
            os._exit(1)
        return fault == "no-header-accepted"
    if len(headers) > 1 and fault != "first-of-two":
        return False
    key = RETIRED if fault == "retired-key" else CURRENT
    algorithm = {"sha1": hashes.SHA1(), "sha512": hashes.SHA512()}.get(fault, hashes.SHA256())
    try:
        key.verify(decode(headers[0], fault), signed_bytes(body, fault), algorithm)
        return True
    except (InvalidSignature, ValueError):
        return False


def answer(request, fault):
    todo = request.get("todo")
    action = request.get("action", "")
    name = action.get("namespace", "") if isinstance(action, dict) and fault != "action-string-only" else action
    if todo == "welcome":
        return {"welcome_response": {"message": "Hello!"}}
    if todo == "prompt":
        return {"todo": "prompt"} if name == "ApplyLeave" else {"status": "execution", "message": "I do not know that."}
    if todo in ("execute", "button"):
        return {"status": "execute" if fault == "status-execute" else "execution", "message": "Done."}
    if todo == "fallback":
        return {"status": "handled", "message": "Sorry?"}
    return {"message": "Try again."} if todo == "failure" else None


class Handler(BaseHTTPRequestHandler):
    def handle_any(self):
        fault = self.path.strip("/")
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.command != "POST" and fault != "every-method":
            return self.reply(405)
        if len(body) > 1_000_000 and fault != "endless-body":
            return self.reply(413)
        if not is_genuine(self.headers.get_all("x-convokraft-signature"), body, fault):
            if fault == "refuses-with-200":
                return self.reply(200, {"error": "The signature is wrong."})
            return self.reply(401)
        try:
            request = json.loads(body)
            if not isinstance(request, dict):
                raise ValueError("not an object")
        except ValueError:
            return self.reply(500, traceback.format_exc()) if fault == "trace" else self.reply(400)
        content = answer(request, fault)
        return self.reply(400) if content is None else self.reply(200, content)

    do_POST = do_GET = do_PUT = handle_any

    def reply(self, status, content=None):
        data = b"" if content is None else (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
