"""The stack of a real host for one site: nginx with kept-alive connections before PHP's FastCGI workers (php-fpm).

Both run as processes of the bench's own, from files in the site's directory; the system's services are left alone.
"""

import os
import time
from pathlib import Path

from tests.bench import packages
from tests.bench.cache import BenchUnavailable
from tests.bench.processes import Server
from tests.bench.web import WORKERS, Address, php_flags, wait_until_closed

_START_TIMEOUT_S = 30.0

# What Debian's fastcgi.conf says; WordPress reads PATH_INFO and REQUEST_URI. Every header, Authorization
# among them, is passed on by nginx itself.
_PARAMETERS = """
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
            fastcgi_param SCRIPT_NAME $fastcgi_script_name;
            fastcgi_param PATH_INFO $fastcgi_path_info;
            fastcgi_param QUERY_STRING $query_string;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param REQUEST_URI $request_uri;
            fastcgi_param DOCUMENT_URI $document_uri;
            fastcgi_param DOCUMENT_ROOT $document_root;
            fastcgi_param SERVER_PROTOCOL $server_protocol;
            fastcgi_param REQUEST_SCHEME $scheme;
            fastcgi_param HTTPS $https if_not_empty;
            fastcgi_param GATEWAY_INTERFACE CGI/1.1;
            fastcgi_param SERVER_SOFTWARE nginx;
            fastcgi_param REMOTE_ADDR $remote_addr;
            fastcgi_param REMOTE_PORT $remote_port;
            fastcgi_param SERVER_ADDR $server_addr;
            fastcgi_param SERVER_PORT $server_port;
            fastcgi_param SERVER_NAME $server_name;
            fastcgi_param REDIRECT_STATUS 200;
"""
_TYPES = "text/html html; text/css css; text/javascript js; image/svg+xml svg; image/png png; image/gif gif;"


class NginxServer:
    """Serves a site's directory (as tree.py lays it out)."""

    def __init__(self, directory: Path, address: Address, *, workers: int = WORKERS) -> None:
        self.workers = workers
        self._directory = directory
        self._address = address
        self._socket = directory / "fpm.socket"
        self._fpm: Server | None = None
        self._nginx: Server | None = None
        self._write_files()

    def start(self) -> None:
        """Start serving; the caller waits for the first answer."""
        if self._nginx is not None:
            return
        flags = php_flags(self._directory, {"auto_prepend_file": str(self._directory / "prepend.php")})
        as_root = ["-R"] if os.geteuid() == 0 else []
        self._socket.unlink(missing_ok=True)
        self._fpm = Server(
            [packages.fpm(), *flags, "-F", *as_root, "-y", str(self._directory / "fpm.conf")],
            output=self._directory / "web.log",
        )
        self._wait_for_fpm(self._fpm)
        self._nginx = Server(
            [packages.required("nginx"), "-p", str(self._directory), "-c", "nginx.conf", "-e", "nginx.log"],
            output=self._directory / "web.log",
        )

    def stop(self) -> None:
        """Stop serving; returns when nothing listens any more."""
        if self._nginx is not None:
            self._nginx.stop()
            self._nginx = None
            wait_until_closed(self._address.host, self._address.port)
        if self._fpm is not None:
            self._fpm.stop()
            self._fpm = None

    def check(self) -> None:
        """Raise with the last words of whichever has died."""
        for name, server in (("php-fpm", self._fpm), ("nginx", self._nginx)):
            if server is not None and not server.is_running:
                raise BenchUnavailable(f"{name} stopped: {server.output_tail()}")

    def _wait_for_fpm(self, fpm: Server) -> None:
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not self._socket.exists():
            if not fpm.is_running or time.monotonic() > deadline:
                raise BenchUnavailable(f"php-fpm did not start: {fpm.output_tail()}")
            time.sleep(0.01)

    def _write_files(self) -> None:
        root = self._directory / "root"
        if self._address.folder:  # the blog is a folder of somebody else's site
            host = self._directory / "host"
            host.mkdir()
            (host / self._address.folder).symlink_to(root)
            (host / "index.html").write_text(
                "<!DOCTYPE html><title>Another site</title><p>Nothing to do with the blog."
            )
            served = host
        else:
            served = root
        # Core's directories are links into a shared tree; WordPress must nevertheless find this site's files.
        (self._directory / "prepend.php").write_text(f"<?php\ndefine( 'ABSPATH', '{root}/' );\n")
        (self._directory / "fpm.conf").write_text(self._fpm_settings())
        (self._directory / "nginx.conf").write_text(self._nginx_settings(served))

    def _fpm_settings(self) -> str:
        # "user" is obeyed for root only, who could not read a private directory as anybody else
        user = "user = root\ngroup = root\n" if os.geteuid() == 0 else ""
        return (
            f"[global]\nerror_log = {self._directory / 'fpm.log'}\n[site]\n{user}listen = {self._socket}\n"
            f"pm = static\npm.max_children = {self.workers}\nenv[no_proxy] = *\n"  # curl obeys a proxy
        )

    def _nginx_settings(self, served: Path) -> str:
        address, prefix = self._address, f"/{self._address.folder}".rstrip("/")
        secure = " ssl" if address.certificate else ""
        certificate = (
            f"ssl_certificate {address.certificate.file}; ssl_certificate_key {address.certificate.key_file};"
            if address.certificate
            else ""
        )
        temporary = "".join(
            f"    {kind}_temp_path {self._directory / 'temporary'};\n"
            for kind in ("client_body", "fastcgi", "proxy", "scgi", "uwsgi")
        )
        user = "user root;\n" if os.geteuid() == 0 else ""
        return f"""{user}daemon off;
worker_processes 1;
pid {self._directory / "nginx.pid"};
events {{ worker_connections 256; }}
http {{
{temporary}    access_log off;
    types {{ {_TYPES} }}
    default_type application/octet-stream;
    client_max_body_size 64m;
    server {{
        listen {address.host}:{address.port}{secure};
        {certificate}
        root {served};
        index index.php index.html;
        absolute_redirect off;
        location {prefix}/ {{ try_files $uri $uri/ {prefix}/index.php?$args; }}
        location ~ /\\.ht {{ deny all; }}
        location ~ \\.php(/|$) {{
            fastcgi_split_path_info ^(.+?\\.php)(/.*)$;
            fastcgi_pass unix:{self._socket};
            fastcgi_read_timeout 300s;
{_PARAMETERS}        }}
    }}
}}
"""
