"""Query parameters that say where a reader came from, not which page is meant (data of the URL comparison).

Sources: the parameter lists of Firefox's query stripping and of the ClearURLs and AdGuard filters, cut down to names
that carry no content anywhere we know. A name is compared in lower case; ``PREFIXES`` match by their beginning.
"""

from typing import Final

PREFIXES: Final = ("utm_", "mtm_", "matomo_", "pk_", "hsa_", "__hs", "at_custom", "ga_", "oly_", "vero_")
"""Families of parameters, each written by one statistics package."""

NAMES: Final = frozenset(
    (  # noqa: SIM905 - words read best as words
        # advertising click identifiers
        "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id "
        "rdt_cid epik scid sccid irclickid wickedid s_cid cmpid cjevent _openstat "
        # newsletters
        "mc_cid mc_eid mkt_tok _hsenc _hsmi ck_subscriber_id ml_subscriber ml_subscriber_hash trk_contact trk_msg "
        "trk_module trk_sid bsft_clkid bsft_uid "
        # statistics
        "_ga _gl _ke piwik_campaign piwik_kwd "
        # where the reader came from
        "ref referrer referer source ref_src ref_url share"
    ).split()
)
"""Single parameters."""
