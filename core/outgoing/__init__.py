"""Requests to addresses that others have chosen: webhooks, documents of applications.

An address that is public when it is looked at may be private a moment later, and many
spellings name the same host. So it is asked twice, and the second answer binds::

    Guard.check(url)             when it is saved: shape, scheme, where it leads
    Client.send(…)               when it is used: the same, then
    └── one look-up of the name
        ├── every address that it gives is checked
        └── the connection is made to one of them, as a number; the name is told to
            the server (Host, SNI) and compared with its certificate

Redirects are not followed, proxies of the environment not used. Networks that an
administrator lists are open as well, and by ``http`` too; everything else is public
and ``https``.

=============== ==============================================================
``address``     the shape of an address
``headers``     the shape of header fields
``networks``    which addresses are public
``guard``       where a name leads to, and whether that is allowed
``deadline``    the end of a request, however slowly the other side goes on
``client``      sends
=============== ==============================================================
"""

from .client import Answer, Client, NoAnswer
from .guard import Guard, Refused
from .networks import Networks
