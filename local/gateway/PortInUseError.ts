export class PortInUseError extends Error {
  override name = 'PortInUseError';

  constructor(port: number) {
    super(
      `Port ${port} is in use, perhaps by another face-inbox. ` +
        'Stop what uses it, or start with another port: npm start -- --port 4567',
    );
  }
}
