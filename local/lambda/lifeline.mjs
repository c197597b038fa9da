import { connect } from 'node:net';
import { workerData } from 'node:worker_threads';

// Runs as a thread of its own in every sandbox, so that it works while a handler computes without a pause.
// Its connection to the host carries nothing; it closes when the host is gone, however it went (even kill -9),
// and then this process has no one left to work for.
const { host, port } = workerData;
const socket = connect(port, host);
const end = () => process.kill(process.pid, 'SIGKILL');
socket.on('error', end);
socket.on('close', end);
socket.resume();
