"""Signed receipts for answers: their claims, the keys that sign them, and their verification.

notary   signs an answer                    verify   checks a receipt against keys, release and answer
keyring  the folder of keys                 claims   the content of a receipt
keys     one key, a published set           wording  the findings of a verification as sentences
jws      RFC 7515, compact, Ed25519         canonical   RFC 8785
"""
