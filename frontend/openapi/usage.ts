/**
 * A learner takes a timed exam, with a client whose types openapi-typescript has made of docs/openapi.yaml.
 *
 * tests/clients/test_typescript_client.py makes the types, compiles this strictly and runs it against the demo. What has to
 * be refused by the compiler stands behind `@ts-expect-error`.
 */
import createClient from 'openapi-fetch';
import type { components, operations, paths } from './schema.js';

declare const process: { env: Partial<Record<string, string>> };

type Timer = components['schemas']['Timer'];
type AttemptStatus = components['schemas']['AttemptStatus'];
type NewAttempt = operations['create_exam_attempt']['requestBody']['content']['application/json'];

function setting(name: string): string {
    const value = process.env[name];
    if (value === undefined) {
        throw new Error(`${name} is not set`);
    }
    return value;
}

const course = { course_id: setting('COURSE') };
const client = createClient<paths>({
    baseUrl: setting('LMS'),
    headers: { Cookie: setting('COOKIES'), 'X-CSRFToken': setting('CSRF_TOKEN') },
});

function found<T>(answer: { data?: T; error?: unknown; response: Response }): T {
    if (answer.data === undefined) {
        throw new Error(`${answer.response.status} ${JSON.stringify(answer.error)}`);
    }
    return answer.data;
}

async function timer(): Promise<Timer | null> {
    const answer = found(await client.GET('/api/edx_proctoring/v1/proctored_exam/attempt'));
    return answer.in_timed_exam ? answer : null;
}

async function statusOf(attempt_id: number): Promise<AttemptStatus> {
    const attempt = found(
        await client.GET('/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}', {
            params: { path: { attempt_id } },
        }),
    );
    // @ts-expect-error: the answer has no such key
    void attempt.all_attempts;
    return attempt.status;
}

const exams = found(
    await client.GET('/api/edx_proctoring/v1/proctored_exam/exam/course_id/{course_id}', {
        params: { path: course },
    }),
);
const exam = exams.find((each) => !each.is_proctored && each.exam_name === setting('EXAM'));
if (exam === undefined) {
    throw new Error('The exam is missing');
}
const due: string | null = exam.due_date;

const body: NewAttempt = {
    exam_id: exam.id,
    attempt_proctored: false,
    start_clock: true,
};
const { exam_attempt_id } = found(await client.POST('/api/edx_proctoring/v1/proctored_exam/attempt', { body }));
const running = await timer();
const started = await statusOf(exam_attempt_id);

const address = '/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}' as const;
const params = { path: { attempt_id: exam_attempt_id } };
const refused = await client.PUT(address, {
    params,
    // @ts-expect-error: there is no such action
    body: { action: 'dance' },
});
found(await client.PUT(address, { params, body: { action: 'submit' } }));

console.log(
    JSON.stringify({
        due,
        attempt: exam_attempt_id,
        timer: running?.attempt_id,
        seconds: running?.time_remaining_seconds,
        started,
        refusal: [refused.response.status, refused.error?.detail],
        submitted: await statusOf(exam_attempt_id),
        over: (await timer()) === null,
    }),
);
