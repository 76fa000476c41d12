"""Signed receipts for answers: what they hold, the keys that sign them, and what holds of one that is handed in.

notary   signs an answer                    verify   holds a receipt against keys, release and answer
keyring  the folder of keys                 claims   what a receipt says
keys     one key, a published set           check    what was found, and `wording` says it
jws      RFC 7515, compact, Ed25519         canonical   RFC 8785
"""
