"""Domains where strangers share a provider: there each address is a customer of its own."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from inboxd.core.text.wordlists import plain_words

_FAMILIES: Final = frozenset(
    plain_words("gmail googlemail yahoo ymail rocketmail hotmail outlook live msn aol gmx yandex")
)
_PROVIDERS: Final = frozenset(
    plain_words(
        """
        icloud.com me.com mac.com proton.me protonmail.com pm.me fastmail.com hey.com mail.com email.com zoho.com
        tutanota.com tuta.com hushmail.com inbox.com
        web.de t-online.de freenet.de posteo.de mailbox.org arcor.de bluewin.ch hispeed.ch chello.at aon.at
        orange.fr wanadoo.fr free.fr laposte.net sfr.fr bbox.fr neuf.fr skynet.be telenet.be
        libero.it virgilio.it tiscali.it alice.it tin.it telefonica.net terra.es uol.com.br bol.com.br sapo.pt
        btinternet.com virginmedia.com sky.com talktalk.net ntlworld.com comcast.net verizon.net att.net sbcglobal.net
        bellsouth.net cox.net charter.net earthlink.net rogers.com shaw.ca sympatico.ca bigpond.com optusnet.com.au
        ziggo.nl kpnmail.nl planet.nl xs4all.nl telia.com online.no wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz
        abv.bg mail.bg dir.bg mail.ru bk.ru list.ru inbox.ru rambler.ru ukr.net i.ua freemail.hu citromail.hu
        docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp
        naver.com daum.net hanmail.net nate.com qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com aliyun.com
        rediffmail.com chmail.ir mihanmail.ir windowslive.com passport.com
        """
    )
)


def is_public_domain(domain: str, more: AbstractSet[str] = frozenset()) -> bool:
    """Whether addresses of the domain belong to strangers.

    Args:
        domain: lower case.
        more: further such domains, of the installation.
    """
    return domain in _PROVIDERS or domain in more or domain.partition(".")[0] in _FAMILIES
