/**
 * Synthetic scans in any number, made inside the database from a few real results. Every scan is
 * a function of its number alone: the same numbers give the same scans on any machine.
 *
 * Shapes follow what installations look like: a few sites and third parties are in many scans and
 * most are in few (`pick` favours low numbers), one scan in twelve fails, bodies are shared, and
 * screenshot, page and log are each scan's own.
 */
import type { ScanOptions } from '@webhood/contract';
import type pg from 'pg';
import type { ScanResult } from '../../src/features/leases/commit.store.ts';

/** A scan that was really made. */
export interface ScanTemplate {
  url: string;
  options: ScanOptions;
  result: Pick<ScanResult, 'title' | 'completeness' | 'missing' | 'scanData' | 'terms'>;
}

/** Terms that do not name a place: these stay as they were recorded. */
const KEPT_TERMS = /^(?:mt|st|k|f)=/;

/** The newest of so many are not over yet. */
const WAITING = 40;
const RUNNING = 8;

const FUNCTIONS = `
create or replace function pg_temp.u(n bigint, salt int) returns float8
language sql immutable parallel safe as $$
  select (hashint8extended(n, salt) & 9007199254740991)::float8 / 9007199254740992
$$;

-- 0 to size - 1; the higher the skew, the more often a low one.
create or replace function pg_temp.pick(n bigint, salt int, size int, skew float8) returns int
language sql immutable parallel safe as $$
  select floor(size * power(pg_temp.u(n, salt), skew))::int
$$;

create or replace function pg_temp.word(n bigint) returns text
language sql immutable parallel safe as $$
  select (array['secure','login','north','shop','mail','cloud','bank','river','news','photo','data',
    'green','travel','support','portal','city','market','stone','online','health','media','global',
    'studio','garden','energy','music','orange','winter','harbor','legal'])[1 + n % 30]
$$;

create or replace function pg_temp.site_domain(site bigint) returns text
language sql immutable parallel safe as $$
  select pg_temp.word(site) || pg_temp.word(site / 30)
    || case when site < 900 then '' else (site / 900)::text end || '.'
    || (array['com','com','com','net','org','fi','de','io','co.uk','ru','shop','xyz'])
       [1 + floor(12 * pg_temp.u(site, 101))::int]
$$;

create or replace function pg_temp.site_ip(site bigint) returns text
language sql immutable parallel safe as $$
  select case when pg_temp.u(site, 102) < 0.15
    then '2001:db8:' || to_hex(site % 65536) || '::' || to_hex(1 + site / 65536)
    else (11 + floor(200 * pg_temp.u(site, 103)))::text || '.' || floor(256 * pg_temp.u(site, 104))
      || '.' || floor(256 * pg_temp.u(site, 105)) || '.' || floor(256 * pg_temp.u(site, 106)) end
$$;

create or replace function pg_temp.site_asn(site bigint) returns text
language sql immutable parallel safe as $$
  select 'as' || (1000 + 37 * pg_temp.pick(site, 107, 4000, 3))::text
$$;

create or replace function pg_temp.site_country(site bigint) returns text
language sql immutable parallel safe as $$
  select (array['us','us','de','fi','nl','fr','gb','ie','se','ru','jp','sg','br','ca','pl','in','ee',
    'lv','cz','at','mt','is','lu','cy'])[1 + pg_temp.pick(site, 108, 24, 2)]
$$;

create or replace function pg_temp.site_server(site bigint) returns text
language sql immutable parallel safe as $$
  select (array['cloudflare','nginx','apache','nginx/1.24.0','litespeed','microsoft-iis/10.0',
    'amazons3','openresty','caddy','gunicorn','nginx/1.18.0 (ubuntu)','apache/2.4.52 (ubuntu)',
    'kestrel','envoy','werkzeug/3.0.1 python/3.11.2'])[1 + pg_temp.pick(site, 109, 15, 1.7)]
$$;

create or replace function pg_temp.third_party(k bigint) returns text
language sql immutable parallel safe as $$
  select (array['cdn','static','fonts','img','api','tags','metrics','ads'])[1 + k % 8] || '.'
    || pg_temp.word(k) || 'hub' || case when k < 30 then '' else k::text end || '.net'
$$;

create or replace function pg_temp.sha(kind text, n bigint) returns text
language sql immutable parallel safe as $$
  select encode(sha256(convert_to(kind || n, 'UTF8')), 'hex')
$$;
`;

// Sites below 200,000, third parties below 3,000, shared bodies below 1,500,000.
const INSERT = `
insert into scans (id, slug, state, url, final_url, title, options, visibility, submitted_by_kind,
  submitted_by_id, submitted_by_name, created_at, updated_at, fair_key, queued_at, attempt,
  scanner_id, scanner_name, lease_until, started_at, done_at, error_code, error_message,
  completeness, missing, scan_data, screenshot_sha256, html_sha256, tags, terms)
select
  's' || lpad(n::text, 14, '0'),
  host || '-' || (floor(extract(epoch from created) * 1000)::bigint)::text || n::text,
  state,
  submitted,
  case when has_result then landed else '' end,
  case when has_result then title else '' end,
  template.options,
  case when pg_temp.u(n, 6) < 0.04 then 'restricted' else 'team' end,
  case when who < 12 then 'token' else 'user' end,
  'submitter' || who,
  (array['soc-feed','mail-gateway','siem','proxy-logs','honeypot','abuse-box','soar','tines',
    'nightly','sandbox','partner-a','partner-b','ann','bob','carla','dmitri','eeva','farid','grace',
    'heikki','ines','jonas','kaisa','liam'])[1 + who],
  created,
  created + interval '20 seconds',
  n,
  created,
  1,
  case when state in ('queued', 'cancelled') then null else 'scanner' || n % 5 end,
  case when state in ('queued', 'cancelled') then null
    else (array['helsinki','frankfurt','virginia','tokyo','lab'])[1 + n % 5] end,
  case when state = 'running' then timestamptz '2100-01-01' end,
  case when state <> 'queued' then created + interval '2 seconds' end,
  case when state in ('done', 'error', 'cancelled')
    then created + interval '4 seconds' + interval '30 seconds' * pg_temp.u(n, 7) end,
  case state when 'cancelled' then 'cancelled' when 'error' then
    (array['timeout','name_not_resolved','connection_failed','blocked_destination','tls_failed',
      'browser_failed'])[1 + pg_temp.pick(n, 8, 6, 2)] end,
  case state when 'error' then 'The page did not load.' when 'cancelled' then 'Cancelled.' else '' end,
  case when state = 'done' then case when is_partial then 'partial' else 'complete' end end,
  case when state = 'done' and is_partial
    then array[(array['load_timeout','too_large','truncated','challenge'])
      [1 + pg_temp.pick(n, 10, 4, 2)]] else '{}' end,
  case when has_result then jsonb_set(jsonb_set(jsonb_set(jsonb_set(template.scan_data,
    '{document,title}', to_jsonb(title)), '{document,url}', to_jsonb(landed)),
    '{document,origin}', to_jsonb('https://' || host)),
    '{response,remoteAddress}', jsonb_build_object('ip', pg_temp.site_ip(site), 'port', 443)) end,
  case when has_result then pg_temp.sha('screenshot', n) end,
  case when has_result then pg_temp.sha('html', n) end,
  tags,
  case when not has_result then array['d=' || host, 'd=' || pg_temp.site_domain(site)] else
    array(select distinct term from unnest(array[
      'd=' || host, 'd=' || pg_temp.site_domain(site),
      'pd=' || host, 'pd=' || pg_temp.site_domain(site),
      'pi=' || pg_temp.site_ip(site), 'i=' || pg_temp.site_ip(site),
      'pa=' || pg_temp.site_asn(site), 'a=' || pg_temp.site_asn(site),
      'pc=' || pg_temp.site_country(site), 'c=' || pg_temp.site_country(site),
      'ps=' || pg_temp.site_server(site), 's=' || pg_temp.site_server(site),
      'cs=' || host,
      'ci=' || (array['r11','e5','we1','digicert global g2 tls rsa sha256 2020 ca1','amazon rsa 2048 m02',
        'zerossl ecc domain secure site ca','self-made','sectigo rsa domain validation secure server ca'])
        [1 + pg_temp.pick(site, 110, 8, 1.6)],
      'k=' || (array['phpsessid','_ga','session','jsessionid','cf_clearance','csrftoken','__cf_bm',
        'asp.net_sessionid','laravel_session','wordpress_test_cookie'])[1 + pg_temp.pick(site, 111, 10, 1.5)],
      'h=' || pg_temp.sha('screenshot', n), 'h=' || pg_temp.sha('html', n),
      'h=' || pg_temp.sha('report', n), 'h=' || pg_temp.sha('har', n),
      case when pg_temp.u(n, 11) < 0.2
        then 'r=' || (array['bit.ly','t.co','tinyurl.com','lnkd.in','goo.gl','is.gd','rb.gy','cutt.ly'])
          [1 + pg_temp.pick(n, 12, 8, 2)] end,
      case when pg_temp.u(n, 13) < 0.01
        then 'f=' || (array['invoice','update','setup','scan','document','report'])[1 + n % 6]
          || '-' || n % 977 || (array['.exe','.zip','.pdf','.iso','.js','.docm'])[1 + pg_temp.pick(n, 14, 6, 1)] end
    ] || template.kept_terms
      || array(select unnest(array['d=' || name, 'd=' || split_part(name, '.', 2) || '.net',
          'i=' || pg_temp.site_ip(1000000 + k), 's=' || pg_temp.site_server(1000000 + k),
          'a=' || pg_temp.site_asn(1000000 + k), 'c=' || pg_temp.site_country(1000000 + k)])
        from (select k, pg_temp.third_party(k) as name from (
          select pg_temp.pick(n * 16 + j, 15, 3000, 4)::bigint as k
          from generate_series(1, 2 + pg_temp.pick(n, 16, 5, 1)) as j) as numbers) as parties)
      || array(select 'h=' || pg_temp.sha('body', pg_temp.pick(n * 32 + j, 17, 1500000, 4))
        from generate_series(1, 4 + pg_temp.pick(n, 18, 10, 1)) as j)
    ) as each (term) where term is not null)
  end || array(select 't=' || tag from unnest(tags) as tag)
    || array(select distinct 'w=' || word from unnest(string_to_array(regexp_replace(
        lower(submitted || case when has_result then ' ' || landed || ' ' || title else '' end),
        '[^[:alnum:]]+', ' ', 'g'), ' ')) as word where length(word) between 1 and 2)
from (
  select *,
    state = 'done' as has_result,
    pg_temp.u(n, 9) < 0.12 as is_partial,
    case when pg_temp.u(n, 23) < 0.8 then '{}'::text[]
      else array[(array['phishing','reported','malware','bank','vip','false-positive'])
        [1 + pg_temp.pick(n, 24, 6, 2)], 'campaign-' || pg_temp.pick(n, 25, 500, 2)] end as tags,
    'https://' || host || path || case when pg_temp.u(n, 4) < 0.3 then '?id=' || n else '' end as submitted,
    'https://' || host || case when pg_temp.u(n, 5) < 0.25 then '/' else path end as landed,
    initcap(pg_temp.word(n) || ' ' || pg_temp.word(n / 7)) || ' – '
      || (array['Home','Sign in','Checkout','Please wait','404 Not Found','Index of /','Webmail',
        'Account verification required','News','Products'])[1 + pg_temp.pick(n, 19, 10, 1.3)] as title
  from (
    select n,
      pg_temp.pick(n, 1, 200000, 3)::bigint as site,
      pg_temp.pick(n, 2, 24, 2) as who,
      timestamptz '2026-11-24 12:00Z' - ($3 - n) * interval '35 seconds'
        - interval '30 seconds' * pg_temp.u(n, 3) as created,
      case when n > $3 - ${WAITING} then 'queued'
        when n > $3 - ${WAITING + RUNNING} then 'running'
        when pg_temp.u(n, 20) < 0.08 then 'error'
        when pg_temp.u(n, 20) < 0.085 then 'cancelled' else 'done' end as state,
      '/' || (array['','index.html','login','wp-login.php','account/verify','a/' || n % 9973,
        'news/' || n % 331 || '/article','files/' || n % 577 || '.pdf','cart','api/v1/status',
        'owa/auth','.well-known/x' || n % 4001])[1 + pg_temp.pick(n, 21, 12, 1.4)] as path
    from generate_series($1::bigint, $2::bigint) as n
  ) as drawn,
  lateral (select case when pg_temp.u(n, 22) < 0.35 then 'www.' when pg_temp.u(n, 22) < 0.5
    then pg_temp.word(n) || '.' else '' end || pg_temp.site_domain(site) as host) as hosts
) as scan
join pg_temp.seed_templates as template on template.position = scan.n % $4
`;

/** Adds scans `from` to `to` (both included) of `of`, which is the newest. */
export type SeedScans = (from: number, to: number) => Promise<void>;

/**
 * Readies one connection, on which the scans are then made; nobody is told of them.
 * @param templates one at least; scans take turns
 */
export async function createSeeder(
  client: pg.ClientBase,
  templates: readonly ScanTemplate[],
  of: number,
): Promise<SeedScans> {
  // Without the triggers that announce each scan.
  await client.query('set session_replication_role = replica');
  await client.query(FUNCTIONS);
  await client.query(`create temporary table seed_templates
    (position int primary key, options jsonb, scan_data jsonb, kept_terms text[])`);
  for (const [position, { options, result }] of templates.entries()) {
    await client.query('insert into seed_templates values ($1, $2, $3, $4)', [
      position,
      JSON.stringify(options),
      JSON.stringify(result.scanData ?? { document: {}, response: {} }),
      result.terms.filter((term) => KEPT_TERMS.test(term)),
    ]);
  }
  return async (from, to) => {
    await client.query(INSERT, [from, to, of, templates.length]);
  };
}

/** What the scans name, listed as the server lists it, into a list that is empty. */
export async function listSeededTerms(client: pg.ClientBase): Promise<void> {
  // Millions of terms: sorted once for the key instead of looked up one by one.
  await client.query('alter table search_terms drop constraint search_terms_pkey');
  await client.query('insert into search_terms (term) select distinct unnest(terms) from scans');
  await client.query('alter table search_terms add primary key (term)');
}
