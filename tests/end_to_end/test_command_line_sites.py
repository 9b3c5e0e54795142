"""Adding and testing sites on the command line, on real WordPress behind nginx: certificates, moves, what is told."""

import re

from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.end_to_end.command_line import CommandLine


def test_a_certificate_is_trusted_by_its_fingerprint(pingdesk: CommandLine, wordpress: WordPressFactory) -> None:
    site = wordpress("7.1", stack="nginx", https=True)
    assert site.certificate is not None
    fingerprint, password = site.certificate.fingerprint, f"{site.admin_password}\n"
    add = ("sites", "add", site.url, "--user", site.admin.login, "--password-stdin", "--name", "Blog")
    refused = pingdesk(*add, given=password)
    assert (refused.status, refused.items) == (3, [])
    assert f"--trust-certificate {fingerprint}" in refused.told
    assert re.search(r"is not trusted: .*fingerprint is ([0-9A-F]{4} ){15}[0-9A-F]{4}\. Compare", refused.told)
    wrong = pingdesk(*add, "--trust-certificate", "0" * 64, given=password)
    assert wrong.status == 3
    assert "another certificate than the one you trust" in wrong.told
    assert pingdesk("sites", "list").items == []
    written = ":".join(fingerprint[start : start + 2].upper() for start in range(0, 64, 2))
    added = pingdesk(*add, "--trust-certificate", written, given=password)
    assert added.status == 0, added.told
    assert pingdesk("refresh").status == 0
    (item,) = pingdesk("sites", "list").items
    assert (item["certificate"], item["encryption"]) == (fingerprint, "trusted by fingerprint")
    assert item["version"].startswith("7.1")
    _the_trust_is_changed_by_the_user_only(pingdesk, fingerprint)


def _the_trust_is_changed_by_the_user_only(pingdesk: CommandLine, fingerprint: str) -> None:
    (tested,) = pingdesk("sites", "test", "blog").items
    assert (tested["ok"], tested["changes"], tested["may_moderate"]) == (True, [], True)
    status, told, _ = pingdesk.plain("sites", "test", "blog")
    assert status == 0
    assert "over REST, encrypted (https, with the one certificate that you trust)" in told
    assert pingdesk("sites", "test", "blog", "--trust-certificate", "system").status == 3
    (item,) = pingdesk("sites", "list").items
    assert (item["certificate"], item["state"]) == (fingerprint, "attention")
    assert pingdesk("sites", "test", "blog", "--trust-certificate", "abc").status == 2
    assert pingdesk("sites", "test", "blog").status == 0


def test_a_site_that_changed_its_ways_is_found_anew(pingdesk: CommandLine, wp: WordPressSite) -> None:
    add = ("sites", "add", wp.url, "--user", wp.admin.login, "--password-stdin", "--allow-http", "--name", "Blog")
    assert pingdesk(*add, given=f"{wp.admin_password}\n").items[0]["transport"] == "rest"
    wp.switch(rest_off=True)
    (tested,) = pingdesk("sites", "test", "blog").items
    assert (tested["transport"], tested["changes"]) == ("xmlrpc", ["Pingdesk now speaks XML-RPC to it."])
    assert tested["encryption"] == "none"
    assert tested["cannot"] != []
    status, told, _ = pingdesk.plain("sites", "test", "blog")
    assert status == 0
    assert "over XML-RPC, not encrypted" in told
    assert "Not here: " in told
    wp.switch(rest_off=False, xmlrpc_off=True)
    (tested,) = pingdesk("sites", "test", "blog").items
    assert tested["transport"] == "rest"


def test_a_site_whose_links_have_changed_is_found_anew(pingdesk: CommandLine, wordpress: WordPressFactory) -> None:
    wp = wordpress(instance=1)
    add = ("sites", "add", wp.url, "--user", wp.admin.login, "--password-stdin", "--allow-http", "--name", "Blog")
    assert pingdesk(*add, given=f"{wp.admin_password}\n").items[0]["rest"] == f"{wp.url}/wp-json/"
    _link_by(wp, "")
    try:
        refused = pingdesk("refresh")
        assert refused.status == 3
        (tested,) = pingdesk("sites", "test", "blog").items
        assert tested["rest"].endswith("?rest_route=/")
        assert tested["changes"] == [f"REST answers at {tested['rest']}."]
        assert pingdesk("refresh").status == 0
    finally:
        _link_by(wp, "/%year%/%monthnum%/%postname%/")


def _link_by(wp: WordPressSite, structure: str) -> None:
    wp.set_option("permalink_structure", structure)
    wp.set_option("rewrite_rules", "")  # WordPress makes them anew


def test_a_password_that_was_revoked_asks_to_sign_in_again(pingdesk: CommandLine, wp: WordPressSite) -> None:
    user = wp.create_user("revoked", "editor")
    add = ("sites", "add", wp.url, "--user", user.login, "--password-stdin", "--allow-http", "--name", "Blog")
    assert pingdesk(*add, given=f"{wp.application_password(user)}\n").status == 0
    wp.revoke_application_passwords(user)
    for command in (("refresh",), ("sites", "test", "blog")):
        answer = pingdesk(*command)
        assert answer.status == 4
        (item,) = pingdesk("sites", "list").items
        assert item["state"] == "attention"
        assert "sign in again" in item["reason"]
    sign_in = ("sites", "sign-in", "blog", "--password-stdin")
    assert pingdesk(*sign_in, given="wrong\n").status == 4
    (item,) = pingdesk(*sign_in, given=f"{wp.application_password(user)}\n").items
    assert (item["state"], item["reason"]) == ("fine", "")
    assert pingdesk("refresh").status == 0
