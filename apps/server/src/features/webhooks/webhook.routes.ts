import {
  CreatedWebhook,
  CreateWebhook,
  Problem,
  routePattern,
  UpdateWebhook,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryDetails,
  WebhookDeliveryPage,
  WebhookDeliveryQuery,
} from '@webhood/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { WebhookService } from './webhook.service.ts';

interface WebhookRouteDeps {
  webhooks: WebhookService;
  authentication: Authentication;
}

const tags = ['webhooks'];
const params = z.object({ webhookId: z.string().max(64) });
const deliveryParams = params.extend({ deliveryId: z.string().max(64) });

export function registerWebhookRoutes(app: FastifyInstance, deps: WebhookRouteDeps): void {
  const { webhooks, authentication } = deps;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const manager = async (request: FastifyRequest) =>
    authorise(await authentication.principal(request), 'webhooks.manage');

  routes.get(
    routePattern('webhooks'),
    {
      schema: {
        operationId: 'getWebhooks',
        summary: 'List webhooks: all for administrators, their own for scripts',
        tags,
        response: { 200: Webhook.array(), '4xx': Problem },
      },
    },
    async (request) => webhooks.list(await manager(request)),
  );

  routes.post(
    routePattern('webhooks'),
    {
      schema: {
        operationId: 'createWebhook',
        summary: 'Add a webhook; its secret is shown this once',
        tags,
        body: CreateWebhook,
        response: { 201: CreatedWebhook, '4xx': Problem },
      },
    },
    async (request, reply) =>
      reply.status(201).send(await webhooks.create(await manager(request), request.body)),
  );

  routes.get(
    routePattern('webhook'),
    {
      schema: {
        operationId: 'getWebhook',
        summary: 'A webhook',
        tags,
        params,
        response: { 200: Webhook, '4xx': Problem },
      },
    },
    async (request) => webhooks.get(await manager(request), request.params.webhookId),
  );

  routes.patch(
    routePattern('webhook'),
    {
      schema: {
        operationId: 'updateWebhook',
        summary: 'Change a webhook; enabling one gives it another chance',
        tags,
        params,
        body: UpdateWebhook,
        response: { 200: Webhook, '4xx': Problem },
      },
    },
    async (request) =>
      webhooks.update(await manager(request), request.params.webhookId, request.body),
  );

  routes.delete(
    routePattern('webhook'),
    {
      schema: {
        operationId: 'deleteWebhook',
        summary: 'Remove a webhook and its log',
        tags,
        params,
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      await webhooks.remove(await manager(request), request.params.webhookId);
      return reply.status(204).send(null);
    },
  );

  routes.post(
    routePattern('webhookSecret'),
    {
      schema: {
        operationId: 'renewWebhookSecret',
        summary: 'Give a webhook a new secret; the old one ends',
        tags,
        params,
        response: { 200: CreatedWebhook, '4xx': Problem },
      },
    },
    async (request) => webhooks.renewSecret(await manager(request), request.params.webhookId),
  );

  routes.post(
    routePattern('webhookTest'),
    {
      schema: {
        operationId: 'testWebhook',
        summary: 'Send a webhook.test',
        tags,
        params,
        response: { 202: WebhookDelivery, '4xx': Problem },
      },
    },
    async (request, reply) =>
      reply
        .status(202)
        .send(await webhooks.sendTest(await manager(request), request.params.webhookId)),
  );

  registerDeliveryRoutes(app, deps);
}

function registerDeliveryRoutes(app: FastifyInstance, deps: WebhookRouteDeps): void {
  const { webhooks, authentication } = deps;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const manager = async (request: FastifyRequest) =>
    authorise(await authentication.principal(request), 'webhooks.manage');

  routes.get(
    routePattern('webhookDeliveries'),
    {
      schema: {
        operationId: 'getWebhookDeliveries',
        summary: 'What was sent to a webhook in the last thirty days, newest first',
        tags,
        params,
        querystring: WebhookDeliveryQuery,
        response: { 200: WebhookDeliveryPage, '4xx': Problem },
      },
    },
    async (request) =>
      webhooks.deliveries(await manager(request), request.params.webhookId, request.query),
  );

  routes.get(
    routePattern('webhookDelivery'),
    {
      schema: {
        operationId: 'getWebhookDelivery',
        summary: 'A delivery with every try',
        tags,
        params: deliveryParams,
        response: { 200: WebhookDeliveryDetails, '4xx': Problem },
      },
    },
    async (request) => {
      const { webhookId, deliveryId } = request.params;
      return webhooks.delivery(await manager(request), webhookId, deliveryId);
    },
  );

  routes.post(
    routePattern('webhookRedeliver'),
    {
      schema: {
        operationId: 'redeliverWebhook',
        summary: 'Send a delivery again, with the same webhook-id',
        tags,
        params: deliveryParams,
        response: { 202: WebhookDelivery, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const { webhookId, deliveryId } = request.params;
      const queued = await webhooks.redeliver(await manager(request), webhookId, deliveryId);
      return reply.status(202).send(queued);
    },
  );
}
