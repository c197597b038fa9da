/** What a measured figure is held against. */
export interface Target {
  what: string;
  value: number;
  rule: 'at least' | 'at most';
  limit: number;
  unit: '' | 'x' | 'ms' | 's' | 'MB' | '%';
  met: boolean;
}

type Claim = Pick<Target, 'what' | 'value' | 'limit' | 'unit'>;

export function atLeast(claim: Claim): Target {
  return { ...claim, rule: 'at least', met: claim.value >= claim.limit };
}

export function atMost(claim: Claim): Target {
  return { ...claim, rule: 'at most', met: claim.value <= claim.limit };
}
