export interface SupervisorLog {
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
}
