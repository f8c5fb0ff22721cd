"""The leave bot's server, with nothing but Python's standard library."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def name_of(ref):
    return ref.get("namespace") or ref.get("name") if isinstance(ref, dict) else ref


def answer(request):
    todo, params = request["todo"], request.get("params", {})
    if todo == "welcome":
        return {"welcome_response": {"message": "Hello " + request["clientData"].get("name", "there") + "!"}}
    if todo == "fallback":
        return {"status": "handled", "message": "You said: " + request["userInput"]}
    if todo == "failure":
        return {"message": "That did not work."}
    if todo == "button":
        return {"status": "execution", "message": request["button_id"] + " of " + name_of(request["action"])}
    if todo == "prompt":
        if name_of(request.get("previousParam")) == "leaveType" and params["leaveType"] == "casual":
            options = [{"id": "sick", "label": "Sick leave"}]
            prompt = {"param_name": "leaveType", "options": options, "buttons": []}
            return {"status": "prompt", "prompt": prompt, "message": "No casual leave left.", "data": {}}
        return {"todo": "prompt"}
    return {"status": "execution", "message": "Booked " + json.dumps(params, separators=(",", ":"))}


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(answer(request)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
print(server.server_address[1], flush=True)
server.serve_forever()
