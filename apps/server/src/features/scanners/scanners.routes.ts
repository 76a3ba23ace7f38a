import {
  CreatedScanner,
  CreateScanner,
  Problem,
  routePattern,
  Scanner,
  UpdateScanner,
} from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { ScannerService } from './scanners.service.ts';

interface ScannerRouteDeps {
  scanners: ScannerService;
  authentication: Authentication;
}

const TAGS = ['scanners'];
const Params = z.object({ scannerId: z.string().max(64) });

export function registerScannerRoutes(
  instance: FastifyInstance,
  { scanners, authentication }: ScannerRouteDeps,
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    routePattern('scanners'),
    {
      schema: {
        tags: TAGS,
        summary: 'List scanners',
        response: { 200: Scanner.array(), '4xx': Problem },
      },
    },
    async (request) =>
      scanners.list(authorise(await authentication.principal(request), 'scanners.read')),
  );

  app.post(
    routePattern('scanners'),
    {
      schema: {
        tags: TAGS,
        summary: 'Register a scanner; its token is shown this once',
        body: CreateScanner,
        response: { 201: CreatedScanner, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const may = authorise(await authentication.principal(request), 'scanners.manage');
      return reply.status(201).send(await scanners.create(may, request.body.name));
    },
  );

  app.post(
    routePattern('scannerToken'),
    {
      schema: {
        tags: TAGS,
        summary: 'Give a scanner a new token; the old one ends',
        params: Params,
        response: { 200: CreatedScanner, '4xx': Problem },
      },
    },
    async (request) => {
      const may = authorise(await authentication.principal(request), 'scanners.manage');
      return scanners.renewToken(may, request.params.scannerId);
    },
  );

  app.patch(
    routePattern('scanner'),
    {
      schema: {
        tags: TAGS,
        summary: 'Label a scanner, pause it or let it go on',
        params: Params,
        body: UpdateScanner,
        response: { 200: Scanner, '4xx': Problem },
      },
    },
    async (request) => {
      const may = authorise(await authentication.principal(request), 'scanners.manage');
      return scanners.update(may, request.params.scannerId, request.body);
    },
  );

  app.delete(
    routePattern('scanner'),
    {
      schema: {
        tags: TAGS,
        summary: 'Remove a scanner; its token ends',
        params: Params,
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const may = authorise(await authentication.principal(request), 'scanners.manage');
      await scanners.remove(may, request.params.scannerId);
      return reply.status(204).send(null);
    },
  );
}
