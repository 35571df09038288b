"""A web server on the loopback interface that serves what a test tells it to, misbehaves as told, and writes down what it was asked for."""
import http.server
import re
import threading


class Page:
    """A file of the server.

    content: its bytes. etag: its validator. ranges: whether parts can be asked for. status: an error instead. location: where it redirects to.
    drop_after: the connection ends after so many bytes of an answer, though more was announced. hold_at: after so many bytes of an answer the server
    waits for `release`.
    """

    def __init__(self, content=b"", etag=None, ranges=True, status=200, location=None, drop_after=None, hold_at=None):
        self.content = content
        self.etag = etag
        self.ranges = ranges
        self.status = status
        self.location = location
        self.drop_after = drop_after
        self.hold_at = hold_at
        self.release = threading.Event()
        self.held = threading.Event()


class Request:
    def __init__(self, path, wanted_range, if_range):
        self.path = path
        self.range = wanted_range
        self.if_range = if_range
        self.status = 0
        self.sent = 0  # bytes of the body that were handed to the connection


class WebServer:
    def __init__(self):
        self.pages = {}
        self.requests = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                request = Request(self.path, self.headers.get("Range"), self.headers.get("If-Range"))
                server.requests.append(request)
                self.close_connection = True
                try:
                    server.answer(self, request)
                except (BrokenPipeError, ConnectionResetError):
                    pass

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.http.server_address[1]}/"

    def close(self):
        for page in self.pages.values():
            page.release.set()
        self.http.shutdown()
        self.http.server_close()

    def asked_for(self, path):
        return [request for request in self.requests if request.path == path]

    def answer(self, handler, request):
        page = self.pages.get(request.path, Page(status=404))
        if page.location is not None:
            return self.send_head(handler, request, 302, {"Location": page.location, "Content-Length": "0"})
        if page.status != 200:
            body = b"something else than the file"
            self.send_head(handler, request, page.status, {"Content-Length": str(len(body))})
            return handler.wfile.write(body)
        start = self.start_of(page, request)
        fields = {"Content-Length": str(len(page.content) - start)}
        if page.etag:
            fields["ETag"] = page.etag
        if start > 0:
            fields["Content-Range"] = f"bytes {start}-{len(page.content) - 1}/{len(page.content)}"
        self.send_head(handler, request, 206 if start > 0 else 200, fields)
        self.send_body(handler, request, page, page.content[start:])

    @staticmethod
    def start_of(page, request):
        match = re.fullmatch(r"bytes=(\d+)-", request.range or "")
        same = request.if_range is None or request.if_range == page.etag
        return int(match.group(1)) if match and page.ranges and same else 0

    @staticmethod
    def send_head(handler, request, status, fields):
        request.status = status
        handler.send_response(status)
        for name, value in fields.items():
            handler.send_header(name, value)
        handler.end_headers()

    @staticmethod
    def send_body(handler, request, page, body):
        piece = 1024
        while request.sent < len(body):
            end = min(request.sent + piece, len(body))
            for limit in (page.drop_after, page.hold_at):
                if limit is not None and request.sent < limit:
                    end = min(end, limit)
            handler.wfile.write(body[request.sent:end])
            handler.wfile.flush()
            request.sent = end
            if page.drop_after is not None and request.sent >= page.drop_after:
                return
            if page.hold_at is not None and request.sent >= page.hold_at:
                page.held.set()
                page.release.wait(60)
