import test from 'ava';
import { type HeadPose, headPose } from '../../faces/headPose.ts';
import type { Point } from '../../faces/Picture.ts';

/** The six points of the model in headPose.ts, by landmark: x to the viewer's right, y down, z away. */
const HEAD: Record<number, [number, number, number]> = {
  30: [0, 0, 0],
  8: [0, 330, 65],
  36: [-225, -170, 135],
  45: [225, -170, 135],
  48: [-150, 150, 125],
  54: [150, 150, 125],
};

const POSES: HeadPose[] = [
  { roll: 0, yaw: 0, pitch: 0 },
  ...[-170, -60, -20, 15, 45, 90, 135].map((roll) => ({ roll, yaw: 0, pitch: 0 })),
  ...[-80, -40, -10, 25, 60].map((yaw) => ({ roll: 0, yaw, pitch: 0 })),
  ...[-50, -20, 10, 35].map((pitch) => ({ roll: 0, yaw: 0, pitch })),
  { roll: 30, yaw: -25, pitch: 15 },
  { roll: -100, yaw: 40, pitch: -30 },
  { roll: 75, yaw: 55, pitch: 20 },
];

for (const pose of POSES)
  test(`A head at roll ${pose.roll}, yaw ${pose.yaw}, pitch ${pose.pitch} is measured so`, (t) => {
    const found = headPose(project(pose));
    for (const angle of ['roll', 'yaw', 'pitch'] as const)
      t.true(Math.abs(found[angle] - pose[angle]) < 1, `${angle} ${found[angle]}`);
  });

test("Roll is positive clockwise: the viewer's right eye is the lower one", (t) => {
  const points = project({ roll: 20, yaw: 0, pitch: 0 });
  t.true(points[45]!.y > points[36]!.y);
  t.true(headPose(points).roll > 0);
});

test("Yaw is positive to the viewer's right: the nose is nearer to the right eye", (t) => {
  const points = project({ roll: 0, yaw: 30, pitch: 0 });
  t.true(points[45]!.x - points[30]!.x < points[30]!.x - points[36]!.x);
  t.true(headPose(points).yaw > 0);
});

test('Pitch is positive downwards: the nose is nearer to the mouth than in a face that looks ahead', (t) => {
  const share = (points: Point[]) => (points[48]!.y - points[30]!.y) / (points[48]!.y - points[36]!.y);
  const down = project({ roll: 0, yaw: 0, pitch: 20 });
  t.true(share(down) < share(project({ roll: 0, yaw: 0, pitch: 0 })));
  t.true(headPose(down).pitch > 0);
});

/** The model in a picture: turned by yaw, nodded by pitch, rolled, then scaled and moved, without perspective. */
function project({ roll, yaw, pitch }: HeadPose): Point[] {
  const [r, w, p] = [roll, yaw, pitch].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
    number,
  ];
  const points: Point[] = Array.from({ length: 68 }, () => ({ x: 0, y: 0 }));
  for (const [landmark, [x, y, z]] of Object.entries(HEAD)) {
    const turnedX = x * Math.cos(w) - z * Math.sin(w);
    const turnedZ = x * Math.sin(w) + z * Math.cos(w);
    const noddedY = y * Math.cos(p) - turnedZ * Math.sin(p);
    points[Number(landmark)] = {
      x: 400 + 0.3 * (turnedX * Math.cos(r) - noddedY * Math.sin(r)),
      y: 250 + 0.3 * (turnedX * Math.sin(r) + noddedY * Math.cos(r)),
    };
  }
  return points;
}
