/** Row types of `migrations/0040-request-counts.sql`, for Kysely. */
export interface RequestCountTables {
  request_counts: { key: string; taken: number; ends_at: Date };
}
