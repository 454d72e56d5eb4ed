"""A zip with some of its parts replaced; all others are copied as they are, still compressed."""

import copy
import io
import struct
import zipfile
from collections.abc import Mapping

_LOCAL_HEADER_BYTES = 30
_NAME_AND_EXTRA = struct.Struct("<HH")  # their lengths, the last four bytes of the header
_SIZES_FOLLOW = 0x08  # flag: checksum and sizes stand after the data instead of before it


def with_parts(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return the zip with new contents for some of its parts, at least one.

    Packing a part of a million rows anew takes seconds, so what did not change is not unpacked.

    Raises:
        zipfile.BadZipFile: If it is no zip.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            text = changed.get(member.filename)
            if text is None:
                _copy(data, member, target, out)
            else:
                target.writestr(member, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _copy(data: bytes, member: zipfile.ZipInfo, target: zipfile.ZipFile, out: io.BytesIO) -> None:
    header_end = member.header_offset + _LOCAL_HEADER_BYTES
    name, extra = _NAME_AND_EXTRA.unpack(data[header_end - _NAME_AND_EXTRA.size : header_end])
    start = header_end + name + extra
    copied = copy.copy(member)
    copied.flag_bits &= ~_SIZES_FOLLOW
    copied.extra = b""
    copied.header_offset = out.seek(target.start_dir)
    out.write(copied.FileHeader())
    out.write(data[start : start + member.compress_size])
    target.filelist.append(copied)
    target.NameToInfo[copied.filename] = copied
    target.start_dir = out.tell()
