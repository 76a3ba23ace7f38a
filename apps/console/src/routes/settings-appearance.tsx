import { useState } from 'react';
import { readTheme, setTheme, THEMES, type Theme } from '../features/appearance/theme.ts';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { strings } from '../ui/strings.ts';

const text = strings.appearance;

export function AppearancePage() {
  const [theme, choose] = useState(readTheme);
  const onChange = (next: Theme) => {
    setTheme(next);
    choose(next);
  };
  return (
    <SettingsSection title={strings.settings.appearance} intro={text.hint}>
      <div className="panel flex items-center justify-between gap-4 p-4">
        <span className="font-medium text-sm">{text.theme}</span>
        <Segmented
          label={text.theme}
          value={theme}
          options={THEMES.map((value) => ({ value, label: text.themes[value] }))}
          onChange={onChange}
        />
      </div>
    </SettingsSection>
  );
}
