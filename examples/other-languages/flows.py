"""Five flows against a sandbox of Truora, with nothing but the standard library.

    truora-go sandbox --pace 30
    python3 flows.py people.xlsx

people.xlsx has document numbers in its first column. TRUORA_BASE_URL and
TRUORA_API_KEY say where the sandbox is, and which account of it to use.
"""

import base64
import csv
import hashlib
import hmac
import http.server
import io
import json
import os
import queue
import secrets
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

BASE = os.environ.get("TRUORA_BASE_URL", "http://127.0.0.1:8090")
KEY = os.environ.get("TRUORA_API_KEY", "truoratest-made-up-key")

# At Truora itself these are https://api.checks.truora.com and so on.
CHECKS, ACCOUNT, IDENTITY, CONNECT = (
    f"{BASE}/api.{name}.truora.com/v1" for name in ("checks", "account", "identity", "connect")
)


class Refused(Exception):
    """Truora answered with an error. The text has no URL: it may hold a token."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body.decode(errors='replace')[:300]}")
        self.status = status


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would take the key along to wherever it leads."""

    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(NoRedirects)


def send(method, url, body=None, headers=None):
    request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with opener.open(request, timeout=30) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        raise Refused(error.code, error.read()) from None


def call(method, url, form=None, body=None, key=KEY):
    """Calls Truora: with a form, with JSON, or with neither."""
    headers, data = {"Truora-API-Key": key}, None
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        data = urllib.parse.urlencode(form).encode()
    elif body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode()
    return json.loads(send(method, url, data, headers) or b"{}")


def upload(url, data, kind):
    """Puts a file on a link that Truora gave. The link is signed: the key must not go along."""
    send("PUT", url, data, {"Content-Type": kind})


def wait(what, look, seconds=60):
    """Looks until there is something. Webhooks tell the same sooner."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise TimeoutError(what)


def unless_missing(look):
    """What is not ready yet is answered with 404."""
    try:
        return look()
    except Refused as refusal:
        if refusal.status != 404:
            raise


def create_check(national_id):
    # Billed. Equal inputs give the check that is there, so this call may be sent again.
    form = {"country": "CO", "type": "person", "national_id": national_id, "user_authorized": "true"}
    return call("POST", f"{CHECKS}/checks", form)["check"]["check_id"]


def finished_check(check_id):
    check = call("GET", f"{CHECKS}/checks/{check_id}")["check"]
    return check if check["status"] in ("completed", "error") else None


def check_to_pdf():
    check_id = create_check("1000009001")  # the sandbox finds something for 9001
    check = wait("the check", lambda: finished_check(check_id))
    call("POST", f"{CHECKS}/checks/{check_id}/pdf")
    link = f"{CHECKS}/checks/{check_id}/pdf?lang=en"
    pdf = wait("the PDF", lambda: unless_missing(lambda: send("GET", link, headers={"Truora-API-Key": KEY})))
    if not pdf.startswith(b"%PDF-"):
        raise ValueError("the PDF is none")
    return f"{check['status']}, score {check['score']}, PDF of {len(pdf)} bytes"


def process_to_verdict():
    form = {
        "key_type": "web", "grant": "digital-identity", "flow_id": "IPF1", "country": "ALL",
        "account_id": "ACC-" + secrets.token_hex(8), "redirect_url": "https://shop.example.com/after",
    }
    # People open identity.truora.com with this token. Here the program plays the person.
    token = call("POST", f"{ACCOUNT}/api-keys", form)["api_key"]
    process_id = call("POST", f"{IDENTITY}/processes", body={}, key=token)["process_id"]
    url = f"{IDENTITY}/processes/{process_id}"
    answers = {"email": "ana@example.com", "token": "123456", "country": "CO", "document_type": "national-id"}

    def step():
        process = call("GET", url, key=token)
        return process["steps"][process.get("current_step", 0)]

    uploads = 0
    while (current := step())["type"] != "get_validations_result":
        for file in current["files_upload_urls"] or []:
            upload(file["url"], f"\x89PNG\r\n\x1a\n{file['name']}".encode("latin-1"), "image/png")
            uploads += 1
        inputs = [
            {"type": wanted["type"], "name": wanted["name"], "value": answers[wanted["name"]]}
            for wanted in current["expected_inputs"] or []
        ]
        body = {"step_id": current["step_id"], "type": current["type"],
                "verification_id": current["verification_id"], "expected_inputs": inputs}
        call("POST", url, body=body, key=token)
        wait("the step", lambda: step()["step_id"] != current["step_id"])

    def verdict():
        result = call("GET", f"{url}/result")
        return result if result["status"] != "pending" else None

    result = wait("the verdict", verdict)
    return f"{result['status']} after {uploads} uploads"


def batch(sheet):
    # columns_mapping says which column holds which input, from 0.
    form = {"service": "checks", "country": "CO", "type": "person", "columns_mapping.national_id": "0"}
    made = call("POST", f"{ACCOUNT}/batches", form)
    upload(made["file_upload_link"], sheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    url = f"{ACCOUNT}/batches/{made['batch_id']}"
    call("POST", f"{url}/start")  # buys a check for each row
    done = wait("the batch", lambda: (now := call("GET", url))["status"] == "completed" and now)
    call("POST", f"{url}/report", {"format": "csv"})
    link = wait("the report", lambda: unless_missing(lambda: call("GET", f"{url}/report")))["batch_report_url"]
    rows = list(csv.DictReader(io.StringIO(send("GET", link).decode())))
    return f"{done['size']} rows: " + ", ".join(f"{row['national_id']} {row['status']}" for row in rows)


def verify(jwt, key):
    """The events of a delivery, whose whole body is a JWT. Copy this."""
    signed, _, signature = jwt.rpartition(b".")
    right = hmac.new(key.encode(), signed, hashlib.sha256).digest()
    # Before the signature is known to be good, nothing of the JWT is looked at.
    if not hmac.compare_digest(unpadded(signature), right):
        raise ValueError("the delivery is not signed with the key")
    header, _, payload = signed.partition(b".")
    if json.loads(unpadded(header)).get("alg") != "HS256":
        raise ValueError("the delivery is signed by another algorithm")
    return json.loads(unpadded(payload))["events"]


def unpadded(text):
    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))


def webhook():
    received, key = queue.Queue(), secrets.token_hex(32)

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            jwt = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                received.put(verify(jwt, key))
                self.send_response(200)
            except ValueError as wrong:
                received.put(wrong)
                self.send_response(401)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        # At Truora a receiver is added in the dashboard; the sandbox has a lever.
        here = f"http://127.0.0.1:{server.server_port}/"
        pull("Webhooks.Add", {"url": here, "key": key, "events": ["check.finished"]})
        check_id = create_check("1000009007")  # a slow one, which the lever ends
        pull("Checks.Finish", check_id)
        event = received.get(timeout=30)[0]
        if event["object"]["check_id"] != check_id:
            raise ValueError("the event is about another check")
        # The attempt is noted once the sandbox has our answer.
        sent = wait("the note of the attempt", lambda: call("GET", f"{BASE}/_sandbox/deliveries")["attempts"])
        pull("Webhooks.Redeliver", sent[-1]["delivery_id"], {"forged": True})
        if not isinstance(received.get(timeout=30), ValueError):
            raise ValueError("a forged delivery was taken")
        pull("Webhooks.Remove", here)
    finally:
        server.shutdown()
    return f"{event['event_type']}.{event['event_action']} verified, a forged one refused"


def pull(lever, *arguments):
    return call("POST", f"{BASE}/_sandbox/levers/{lever}", body=list(arguments))


def whatsapp():
    template = call("POST", f"{CONNECT}/whatsapp/outbounds", {
        "waba_phone_number": "14080001111", "language_code": "en", "outbound_name": "card_ready", "category": "UTILITY",
        "is_notification": "true", "template_type": "TEXT", "content": "Hello {{.name}}, your card is ready", "var.name": "Ana",
    })["outbound_id"]

    def approved():
        return call("GET", f"{CONNECT}/whatsapp/outbounds/{template}")["outbound_status"] == "APPROVED"

    wait("the approval of the template", approved)
    # This messages a person: after a timeout do not send it again.
    call("POST", f"{CONNECT}/whatsapp/outbounds/send", {
        "outbound_id": template, "country_code": "+57", "phone_number": "3001234567", "var.name": "Ana", "user_authorized": "true",
    })
    arrived = wait("the message", lambda: pull("WhatsApp.Phone.Messages", "+573001234567")["result"])
    return f"arrived: {arrived[-1]['text']}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as file:
        people = file.read()
    print("check:", check_to_pdf())
    print("process:", process_to_verdict())
    print("batch:", batch(people))
    print("webhook:", webhook())
    print("whatsapp:", whatsapp())
