import { FilterX } from 'lucide-react';
import { IconButton } from '../../ui/button.tsx';
import { escapedString } from '../../ui/evidence/escape-text.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import {
  type ExchangeFilter,
  NO_FILTER,
  type StatusClass,
  type Subset,
} from './select-exchanges.ts';

const text = strings.network;
const more = scanStrings.network;
const SUBSETS = (Object.keys(text.subsets) as Subset[]).map((value) => ({
  value,
  label: text.subsets[value],
}));
const STATUSES = Object.keys(more.statusClasses) as StatusClass[];

type NetworkFilterProps = {
  filter: ExchangeFilter;
  onChange: (filter: ExchangeFilter) => void;
  types: readonly string[];
  domains: readonly string[];
};

export function NetworkFilter({ filter, onChange, types, domains }: NetworkFilterProps) {
  const isFiltered = (Object.keys(NO_FILTER) as (keyof ExchangeFilter)[]).some(
    (key) => filter[key] !== NO_FILTER[key],
  );
  return (
    <>
      <input
        type="search"
        data-main-field
        aria-label={text.filter}
        placeholder={text.filterShort}
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
        className="field w-full sm:w-64 xl:w-auto xl:min-w-40 xl:max-w-72 xl:flex-1"
      />
      <Select
        aria-label={text.type}
        value={filter.type}
        onChange={(event) => onChange({ ...filter, type: event.target.value })}
        className="max-w-40"
      >
        <option value="">{text.allTypes}</option>
        {types.map((type) => (
          <option key={type} value={type}>
            {escapedString(type)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={more.status}
        value={filter.status}
        onChange={(event) =>
          onChange({
            ...filter,
            status: STATUSES.find((each) => each === event.target.value) ?? '',
          })
        }
      >
        <option value="">{more.allStatuses}</option>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {more.statusClasses[status]}
          </option>
        ))}
      </Select>
      <Select
        aria-label={more.domain}
        value={filter.domain}
        onChange={(event) => onChange({ ...filter, domain: event.target.value })}
        className="max-w-40"
      >
        <option value="">{more.allDomains}</option>
        {domains.map((domain) => (
          <option key={domain} value={domain}>
            {escapedString(domain)}
          </option>
        ))}
      </Select>
      <Segmented
        label={text.only}
        value={filter.subset}
        options={SUBSETS}
        onChange={(subset) => onChange({ ...filter, subset })}
      />
      {isFiltered ? (
        <IconButton label={more.clearFilters} icon={FilterX} onClick={() => onChange(NO_FILTER)} />
      ) : null}
    </>
  );
}
