/** The maker of certificates that the product itself uses, for servers of tests. */
export { createSelfSigned } from '../../apps/server/src/platform/tls/self-signed.ts';
