import type { Me } from '@webhood/contract';
import type { Principal } from './authorisation.service.ts';

export function presentMe(principal: Principal): Me {
  const { kind, id, name, role } = principal;
  const mustChangePassword = principal.kind === 'user' && principal.mustChangePassword;
  const mustSetUpSecondFactor = principal.kind === 'user' && principal.mustSetUpSecondFactor;
  return { kind, id, name, role, mustChangePassword, mustSetUpSecondFactor };
}
