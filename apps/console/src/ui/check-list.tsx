type CheckListProps<Value extends string> = {
  legend: string;
  /** In the order in which they are shown and given back. */
  values: readonly Value[];
  names: Record<Value, string>;
  chosen: readonly Value[];
  onChange: (chosen: Value[]) => void;
  error?: string | null;
};

/** Any of a few things. */
export function CheckList<Value extends string>(props: CheckListProps<Value>) {
  const { legend, values, names, chosen, onChange, error } = props;
  const change = (value: Value, isChosen: boolean) =>
    onChange(values.filter((each) => (each === value ? isChosen : chosen.includes(each))));
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {values.map((value) => (
          <label key={value} className="flex min-h-6 items-center gap-1.5 text-sm">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => change(value, event.target.checked)}
              className="size-4 accent-accent"
            />
            {names[value]}
          </label>
        ))}
      </div>
      {error ? (
        <p role="alert" className="text-bad text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
