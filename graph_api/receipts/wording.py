"""What a check says to people: of receipts in Vietnamese, English and French, of release files in English."""

from collections.abc import Mapping

from loaders.releases.check import Check

_LANGUAGES = ("vi", "en", "fr")

_RECEIPTS: Mapping[str, tuple[str, str, str]] = {
    "receipt-holds": (
        "Biên nhận có chữ ký của khoá {key}, lúc {time}, do {issuer} cấp.",
        "The receipt is signed by the key {key}, on {time}, for {issuer}.",
        "Le reçu est signé par la clé {key}, le {time}, pour {issuer}.",
    ),
    "receipt-form": (
        "Đây không phải biên nhận: biên nhận gồm ba phần, nối bằng dấu chấm.",
        "This is no receipt: it would have three parts with dots between them.",
        "Ce n’est pas un reçu : il aurait trois parties séparées par des points.",
    ),
    "receipt-header": (
        "Phần đầu của biên nhận đã bị sửa: không đọc được.",
        "The first part of the receipt, its header, was changed: it cannot be read.",
        "La première partie du reçu, l’en-tête, a été modifiée : elle est illisible.",
    ),
    "receipt-payload": (
        "Phần thứ hai của biên nhận (nội dung) đã bị sửa: không đọc được.",
        "The second part of the receipt, what it says, was changed: it cannot be read.",
        "La deuxième partie du reçu, son contenu, a été modifiée : elle est illisible.",
    ),
    "receipt-signature": (
        "Phần thứ ba của biên nhận (chữ ký) đã bị sửa: không phải là chữ ký.",
        "The third part of the receipt, its signature, was changed: it is no signature.",
        "La troisième partie du reçu, la signature, a été modifiée : ce n’en est pas une.",
    ),
    "receipt-changed": (
        "Biên nhận đã bị sửa sau khi ký: chữ ký của khoá {key} không khớp.",
        "The receipt was changed after it was signed: the signature of the key {key} does not fit it.",
        "Le reçu a été modifié après sa signature : celle de la clé {key} ne lui correspond pas.",
    ),
    "receipt-renamed": (
        "Phần đầu của biên nhận đã bị sửa: nêu khoá {key}, nhưng khoá ký là {signer}.",
        "The header of the receipt was changed: it names the key {key}, and {signer} has signed it.",
        "L’en-tête du reçu a été modifié : il nomme la clé {key}, mais c’est {signer} qui a signé.",
    ),
    "receipt-unchecked": (
        "Không thể kiểm tra chữ ký nếu không có khoá.",
        "The signature cannot be looked at without its key.",
        "La signature ne peut pas être contrôlée sans sa clé.",
    ),
    "receipt-claim": (
        "Biên nhận thiếu `{claim}`, hoặc giá trị của nó không hợp lệ.",
        "The receipt has no `{claim}`, or one that cannot be.",
        "Le reçu n’a pas de `{claim}`, ou une valeur impossible.",
    ),
    "key-holds": (
        "Khoá {key} đúng với tên của nó và được dùng lúc {time}.",
        "The key {key} is what its name says, and was in use on {time}.",
        "La clé {key} est bien celle que dit son nom, et servait le {time}.",
    ),
    "key-unknown": (
        "Khoá {key} không có trong các khoá đã công bố ở đây.",
        "There is no key {key} among those that are published here.",
        "La clé {key} ne figure pas parmi celles publiées ici.",
    ),
    "key-damaged": (
        "Khoá {key} đã bị sửa: không đúng với tên hoặc thời hạn đã ký của nó.",
        "The key {key} was changed: it is not what its name and its own signature say.",
        "La clé {key} a été modifiée : elle ne correspond pas à son nom ni à sa propre signature.",
    ),
    "key-time": (
        "Khoá {key} không được dùng lúc {time}, mà từ {since} đến {until}.",
        "The key {key} was not in use on {time}, but from {since} until {until}.",
        "La clé {key} ne servait pas le {time}, mais du {since} au {until}.",
    ),
    "key-future": (
        "Theo biên nhận, khoá {key} ký lúc {time}: thời điểm đó chưa đến.",
        "The receipt says that the key {key} signed it on {time}: that is yet to come.",
        "Selon le reçu, la clé {key} l’a signé le {time} : cette date est à venir.",
    ),
    "release-holds": (
        "Bản phát hành {release} có ở đây, với đúng mã băm đó: {hash}.",
        "The release {release} is here, with the hash that the receipt says: {hash}.",
        "La version {release} est ici, avec l’empreinte que dit le reçu : {hash}.",
    ),
    "release-missing": (
        "Bản phát hành {release} không có ở đây.",
        "The release {release} is not here.",
        "La version {release} n’est pas ici.",
    ),
    "release-other": (
        "Bản phát hành {release} ở đây khác về {what}: {found}, không phải {said}.",
        "The release {release} here has another {what}: {found}, not {said}.",
        "La version {release} a ici un autre {what} : {found}, et non {said}.",
    ),
    "operation-holds": (
        "Câu hỏi có đúng mã băm mà biên nhận nêu: {said}.",
        "The question has the hash that the receipt says: {said}.",
        "La question a l’empreinte que dit le reçu : {said}.",
    ),
    "operation-other": (
        "Câu hỏi không có mã băm mà biên nhận nêu: {found}, không phải {said}.",
        "The question has not the hash that the receipt says: {found}, not {said}.",
        "La question n’a pas l’empreinte que dit le reçu : {found}, et non {said}.",
    ),
    "rerun-holds": (
        "Hỏi lại, bản phát hành cho đúng câu trả lời đã ký: {said}.",
        "Asked again, the release gives the answer that was signed: {said}.",
        "Interrogée de nouveau, la version donne la réponse signée : {said}.",
    ),
    "rerun-other": (
        "Hỏi lại, bản phát hành cho câu trả lời khác: {found}, không phải {said}.",
        "Asked again, the release gives another answer: {found}, not {said}.",
        "Interrogée de nouveau, la version donne une autre réponse : {found}, et non {said}.",
    ),
    "rerun-other-program": (
        "Hỏi lại, chương trình ở đây ({program}) cho câu trả lời khác chương trình đã ký ({signer}): {found}.",
        "Asked again, the program here ({program}) gives another answer than the one that signed ({signer}): {found}.",
        "Interrogé de nouveau, ce programme ({program}) répond autrement que celui qui a signé ({signer}) : {found}.",
    ),
    "rerun-failed": (
        "Không thể hỏi lại: {problem}",
        "The question cannot be asked again: {problem}",
        "La question ne peut pas être posée de nouveau : {problem}",
    ),
    "rerun-unasked": (
        "Chưa hỏi lại: biên nhận không đứng vững, hoặc bản phát hành không có ở đây.",
        "Not asked again: the receipt does not hold, or its release is not here.",
        "La question n’a pas été reposée : le reçu ne tient pas, ou sa version n’est pas ici.",
    ),
    "answer-holds": (
        "Câu trả lời đưa ra đúng là câu trả lời đã ký: {hash}.",
        "The answer at hand is the one that was signed: {hash}.",
        "La réponse fournie est celle qui a été signée : {hash}.",
    ),
    "answer-layout": (
        "Câu trả lời đưa ra nói đúng điều đã ký, dù được trình bày khác: {hash}.",
        "The answer at hand says what was signed, though it is laid out otherwise: {hash}.",
        "La réponse fournie dit ce qui a été signé, dans une autre mise en forme : {hash}.",
    ),
    "answer-other": (
        "Câu trả lời đưa ra không phải câu trả lời đã ký: {found}, không phải {said}.",
        "The answer at hand is not the one that was signed: {found}, not {said}.",
        "La réponse fournie n’est pas celle qui a été signée : {found}, et non {said}.",
    ),
    "answer-differs": (
        "Câu trả lời đưa ra không phải câu trả lời đã ký: `{path}` là {left}, không phải {right}.",
        "The answer at hand is not the one that was signed: `{path}` is {left}, not {right}.",
        "La réponse fournie n’est pas celle qui a été signée : `{path}` est {left}, et non {right}.",
    ),
    "answer-release": (
        "Câu trả lời đưa ra nêu bản phát hành {found}, biên nhận nêu {said}.",
        "The answer at hand names the release {found}, the receipt {said}.",
        "La réponse fournie nomme la version {found}, le reçu {said}.",
    ),
    "answer-unreadable": (
        "Câu trả lời đưa ra đã bị sửa: không đọc được ({problem}).",
        "The answer at hand was changed: it cannot be read ({problem}).",
        "La réponse fournie a été modifiée : elle est illisible ({problem}).",
    ),
    "answer-bare": (
        "Câu trả lời không có biên nhận (`extensions.receipt`).",
        "The answer has no receipt (`extensions.receipt`).",
        "La réponse n’a pas de reçu (`extensions.receipt`).",
    ),
}

_RELEASES: Mapping[str, str] = {
    "key-set": "The set of keys in {file} was changed: it cannot be read.",
    "files-hold": "All {count} files of {release} are what their names say, with the graphs that the manifest lists.",
    "file-missing": "The file {file} cannot be read: {problem}.",
    "file-changed": "The file {file} was changed: its content has the hash {hash}.",
    "graph-other": "The manifest of {release} was changed: the graph {graph} has another number of statements.",
    "statements-other": "The manifest of {release} was changed: it has {found} statements, not {said}.",
    "certificate-holds": "The certificate is that of the files, the ontology, the date and the policy: {said}.",
    "certificate-other": "The certificate of {release} is not that of its manifest: {found}, not {said}.",
    "ontology-holds": "The ontology is the one that the manifest names: {said}.",
    "ontology-other": "The ontology of {release} was changed: {found}, not {said}.",
    "ontology-unreadable": "The ontology of {release} was changed: {problem}.",
    "dump-holds": "The files give the dump that the manifest names: {said}.",
    "dump-other": "The files of {release} give another dump than the manifest names: {found}, not {said}.",
    "sqlite-holds": "The SQLite file gives that dump back.",
    "sqlite-other": "The SQLite file of {release} gives another dump: {found}, not {said}.",
    "neo4j-holds": "Neo4j gives that dump back.",
    "neo4j-other": "Neo4j gives another dump than that of {release}: {found}, not {said}.",
    "store-elsewhere": "The store is at the release {found}, not at {release}.",
    "store-unreadable": "The store cannot give {release} back: {problem}.",
    "dump-known": "The file is the dump of {release}: {hash}.",
    "dump-unknown": "The file is no dump of a release here: {hash}; that of {release} has {said}.",
    "dump-line": "It differs from {release} first in line {line}, byte {byte}: {found!r} instead of {said!r}.",
    "dump-damaged": "The files of {release} are not what its manifest says: `verify` without a file tells more.",
}


def say(check: Check, lang: str = "en") -> str:
    """The sentence of a check, in one of the languages if there is one."""
    several = _RECEIPTS.get(check.code)
    template = several[_LANGUAGES.index(lang)] if several else _RELEASES[check.code]
    return template.format(**check.values)
