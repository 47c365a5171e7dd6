"""Packages for tests: Word and OpenDocument files of a few lines of XML."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
STYLES = """
<w:style w:type="paragraph" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Ours"><w:name w:val="Op-ed head"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/><w:basedOn w:val="Zitat"/></w:style>
<w:style w:type="paragraph" w:styleId="Punkt"><w:name w:val="Dot"/>
<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Fett"><w:name w:val="Strong"/></w:style>
"""


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of parts."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return packed.getvalue()


def docx(
    body: str,
    *,
    notes: str = "",
    comments: str = "",
    links: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A Word document: the XML of its body, footnotes and comments, and the targets of links rId100, rId101 ..."""
    beside = {"styles": STYLES, "footnotes": notes, "comments": comments}
    there = [name for name, part in beside.items() if part]
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_KINDS}/{name}" Target="{name}.xml"/>' for name in there
    )
    for number, link in enumerate(links.split(), 100):
        relations += f'<Relationship Id="rId{number}" Type="{_KINDS}/hyperlink" Target="{link}" TargetMode="External"/>'
    types = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{_TYPES}.{n}+xml"/>' for n in there)
    return pack(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>{types}</Types>',
            "_rels/.rels": _relations(
                f'<Relationship Id="a" Type="{_KINDS}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/_rels/document.xml.rels": _relations(relations),
            "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            **{f"word/{name}.xml": f"<w:{name} {NAMESPACES}>{beside[name]}</w:{name}>" for name in there},
            **(parts or {}),
        }
    )


def _relations(inner: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def p(*runs: str, style: str = "") -> str:
    """A paragraph of runs; what has no tags is a run's text."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(one if '<' in one else r(one) for one in runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run with some text."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def field(instruction: str, result: str) -> str:
    """The runs of a field."""
    chars = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    told = f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    return f"{chars[0]}{told}{chars[1]}{result}{chars[2]}"


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_NAMESPACES = (
    f'xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0" xmlns:table="{_ODF}:table:1.0"'
    f' xmlns:draw="{_ODF}:drawing:1.0" xmlns:style="{_ODF}:style:1.0" xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
)
_ODF_STYLES = """
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph"/>
<style:style style:name="Quotations" style:family="paragraph"/>
"""
_ODF_AUTOMATIC = """
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="P2" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="T2" style:family="text">
<style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="T3" style:family="text"><style:text-properties text:display="none"/></style:style>
"""


_ODT = "application/vnd.oasis.opendocument.text"
_ENTRIES = "".join(
    f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
    for path, kind in (("/", _ODT), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
)
_MANIFEST = f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0">{_ENTRIES}</manifest:manifest>'


def odt(body: str, *, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """An OpenDocument text: the XML of its body."""
    styles = f"<office:automatic-styles>{_ODF_AUTOMATIC}</office:automatic-styles>"
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    return pack(
        {
            "mimetype": _ODT,
            "content.xml": f"<office:document-content {_ODF_NAMESPACES}>{styles}{text}</office:document-content>",
            "styles.xml": f"<office:document-styles {_ODF_NAMESPACES}>{_ODF_STYLES}</office:document-styles>",
            "META-INF/manifest.xml": _MANIFEST,
            **(parts or {}),
        }
    )


def tp(inner: str, style: str = "") -> str:
    """A paragraph of OpenDocument."""
    return f'<text:p text:style-name="{style}">{inner}</text:p>'
