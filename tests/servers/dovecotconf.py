"""The configuration of a Dovecot 2.3 that needs no root and listens on loopback only."""

from __future__ import annotations

# What 2.3 announces after login. A replacement only hides: the commands themselves stay available.
CAPABILITIES = (
    "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES THREAD=REFS "
    "THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED "
    "I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE "
    "SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE LITERAL+ NOTIFY SPECIAL-USE"
)

# The services lose their chroots because only root may change the root directory. Without the
# penalty's socket a wrong password does not slow down whoever logs in next from the same address.
CONFIG = """\
base_dir = {directory}/run
state_dir = {directory}/run
log_path = {directory}/dovecot.log
protocols = imap lmtp
listen = {host}
hostname = mail.bluehill.example
postmaster_address = postmaster@bluehill.example
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = {uid}
first_valid_gid = {gid}
ssl = yes
ssl_cert = <{certificates.certificate}
ssl_key = <{certificates.key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = {mail_location}
mail_fsync = {fsync}
mail_max_userip_connections = 10000
recipient_delimiter = +
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {directory}/users/%u
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {directory}/users/%u
}}
service anvil {{
  chroot =
  client_limit = 8192
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  client_limit = 8192
}}
service auth-worker {{
  user = {user}
}}
service stats {{
  chroot =
  client_limit = 8192
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  process_limit = 2
  client_limit = 4096
  inet_listener imap {{
    address = {host}
    port = {imap_port}
  }}
  inet_listener imaps {{
    address = {host}
    port = {imaps_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 4096
}}
service lmtp {{
  inet_listener lmtp {{
    address = {host}
    port = {lmtp_port}
  }}
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
{folders}
}}
{hidden}
{extra}
"""

FOLDER = """\
  mailbox {name} {{
    special_use = \\{use}
    auto = subscribe
  }}"""
