/** Names below `on.aws` are this machine's, as if the function's URL were here. */
import dns from 'node:dns';

const { lookup } = dns;
dns.lookup = (name, options, done) => lookup(name.endsWith('.on.aws') ? '127.0.0.1' : name, options, done);
