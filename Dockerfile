# The functions that look at faces with FACE_ENGINE=tfjs-node, whose libraries are larger than a zip may be; docs/deploy.md
# says how it is built and deployed. Everything lies where it lies in the repository, and Node.js 24 runs the sources as they are.
FROM public.ecr.aws/lambda/nodejs:24 AS build
WORKDIR /var/task
COPY package.json package-lock.json .npmrc ./
COPY engines/tfjs-node/package.json engines/tfjs-node/package-lock.json engines/tfjs-node/
# The engine that a zip has is not loaded here.
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/onnxruntime-*
RUN npm ci --prefix engines/tfjs-node --ignore-scripts
# Fetches libtensorflow and the addon that goes with it.
WORKDIR /var/task/engines/tfjs-node/node_modules/@tensorflow/tfjs-node
RUN node scripts/install.js
WORKDIR /var/task
COPY changes changes
COPY config config
COPY faces faces
COPY functions functions
COPY galleries galleries
COPY look look
COPY stacks/queues.ts stacks/rights.ts stacks/topology.ts stacks/
COPY store store
COPY video video
COPY weights weights
# Lambda looks for a handler in files of JavaScript.
RUN echo "export { handler } from './handler.ts';" > functions/analyse/handler.mjs && \
    cp functions/analyse/handler.mjs functions/analyse-chunk/handler.mjs

FROM public.ecr.aws/lambda/nodejs:24
COPY --from=build /var/task /var/task
ENV FACE_ENGINE=tfjs-node \
    NODE_OPTIONS=--disable-warning=ExperimentalWarning
CMD ["functions/analyse/handler.handler"]
