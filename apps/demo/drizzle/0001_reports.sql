CREATE TABLE "reports" (
	"idempotency_key" text PRIMARY KEY NOT NULL,
	"begun" integer NOT NULL
);
