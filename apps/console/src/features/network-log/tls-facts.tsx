import type { TlsDetails } from '@webhood/contract';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { strings } from '../../ui/strings.ts';

const text = strings.network.detail;

export function TlsFacts({ tls }: { tls: TlsDetails }) {
  return (
    <Facts>
      <Fact name={text.protocol}>
        <Evidence text={tls.protocol} />
      </Fact>
      <Fact name={text.cipher}>
        <Evidence text={[tls.keyExchange, tls.cipher].filter(Boolean).join(', ')} />
      </Fact>
      <Fact name={text.subject}>
        <Evidence text={tls.subject} />
      </Fact>
      <Fact name={text.issuer}>
        <Evidence text={tls.issuer} />
      </Fact>
      <Fact name={text.names}>
        <Evidence text={tls.subjectAlternativeNames.join(', ')} length={200} />
      </Fact>
      <Fact name={text.valid}>
        <Moment iso={tls.validFrom} /> – <Moment iso={tls.validTo} />
      </Fact>
    </Facts>
  );
}
