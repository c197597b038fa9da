"""Writes a picture as HEIC: heic.py <source> <target> <options as JSON>.

Options: icc (path of a profile), exif (base64 of an EXIF block), turn (EXIF orientation, becomes irot), alpha
(opacity of the whole picture), second (true: behind another, smaller picture, and the primary one).
"""
import base64
import json
import sys

import pillow_heif
from PIL import Image

source, target, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
picture = Image.open(source).convert("RGB")
picture.info.clear()
if "alpha" in options:
    picture.putalpha(options["alpha"])
save = {"quality": 95, "chroma": 444}
exif = base64.b64decode(options["exif"]) if "exif" in options else None
if "turn" in options:
    block = Image.Exif()
    block[0x0112] = options["turn"]
    exif = block.tobytes()
if options.get("second"):
    file = pillow_heif.from_pillow(Image.new("RGB", (options["second"], options["second"]), "red"))
    file.add_from_pillow(picture)
    file.save(target, primary_index=1, **save)
else:
    file = pillow_heif.from_pillow(picture)
    if exif:
        file[0].info["exif"] = exif
    if "icc" in options:
        file[0].info["icc_profile"] = open(options["icc"], "rb").read()
        file[0].info["icc_profile_type"] = "prof"
    file.save(target, **({"exif": exif} if exif else {}), **save)
