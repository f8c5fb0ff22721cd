CREATE TYPE "public"."leave_status" AS ENUM('draft', 'booked', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."leave_type" AS ENUM('casual', 'sick', 'earned');--> statement-breakpoint
CREATE TABLE "balances" (
	"employee_id" integer NOT NULL,
	"type" "leave_type" NOT NULL,
	"days_left" integer NOT NULL,
	CONSTRAINT "balances_employee_id_type_pk" PRIMARY KEY("employee_id","type"),
	CONSTRAINT "days_left_is_not_negative" CHECK ("balances"."days_left" >= 0)
);
--> statement-breakpoint
CREATE TABLE "employees" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "employees_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"email" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "employees_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "holidays" (
	"day" date PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leaves" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "leaves_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"employee_id" integer NOT NULL,
	"type" "leave_type" NOT NULL,
	"from_date" date NOT NULL,
	"days" integer NOT NULL,
	"status" "leave_status" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "days_are_positive" CHECK ("leaves"."days" > 0)
);
--> statement-breakpoint
ALTER TABLE "balances" ADD CONSTRAINT "balances_employee_id_employees_id_fk" FOREIGN KEY ("employee_id") REFERENCES "public"."employees"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leaves" ADD CONSTRAINT "leaves_employee_id_employees_id_fk" FOREIGN KEY ("employee_id") REFERENCES "public"."employees"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "leaves_one_a_day" ON "leaves" USING btree ("employee_id","from_date","status") WHERE "leaves"."status" <> 'cancelled';--> statement-breakpoint
CREATE INDEX "leaves_of_employee" ON "leaves" USING btree ("employee_id","from_date");