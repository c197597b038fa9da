"""dlib's 68 landmarks of given faces: reads [{"rgb": file, "width", "height", "boxes": [[x, y, width, height]]}] from
stdin and prints, for each photo and box, 68 points, or null where dlib's own detector finds no face in that place.

    pip install dlib-bin face_recognition_models numpy
"""

import json
import sys

import dlib
import face_recognition_models
import numpy

detect = dlib.get_frontal_face_detector()
predict = dlib.shape_predictor(face_recognition_models.pose_predictor_model_location())


def landmarks(image, found, box):
    x, y, width, height = box
    middle = numpy.array([x + width / 2, y + height / 2])

    def distance(rect):
        return numpy.hypot(*(numpy.array([rect.center().x, rect.center().y]) - middle))

    nearest = min(found, key=distance, default=None)
    if nearest is None or distance(nearest) > width / 2:
        return None
    return [[point.x, point.y] for point in predict(image, nearest).parts()]


answer = []
for photo in json.load(sys.stdin):
    pixels = numpy.fromfile(photo["rgb"], dtype=numpy.uint8)
    image = pixels.reshape(photo["height"], photo["width"], 3)
    # dlib's detector wants faces of 80 pixels: small photos are enlarged for it.
    found = detect(image, 1 if max(image.shape[:2]) < 600 else 0)
    answer.append([landmarks(image, found, box) for box in photo["boxes"]])
print(json.dumps(answer))
