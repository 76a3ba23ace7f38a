declare module '@20minutes/s3rver' {
  // biome-ignore lint/style/noDefaultExport: it is how the package exports it.
  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      allowMismatchedSignatures: boolean;
      configureBuckets: { name: string; configs: string[] }[];
    });
    httpServer: { closeAllConnections(): void };
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }
}
