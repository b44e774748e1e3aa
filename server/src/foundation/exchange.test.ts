import { describe, expect, test } from 'vitest';
import { exchangeMinor, rateBetween } from './exchange.ts';

const quote = (from: string, to: string, date: string, rate: number) => ({
  from,
  to,
  date,
  rate,
  source: `bank ${date}`,
});

describe('a rate between two currencies', () => {
  const rates = [
    quote('EUR', 'GBP', '2027-03-01', 0.85),
    quote('EUR', 'GBP', '2027-03-10', 0.8625),
    quote('GBP', 'JPY', '2027-03-05', 190),
  ];

  test('is the latest of its day or before', () => {
    expect(rateBetween(rates, 'EUR', 'GBP', '2027-03-09')?.rate).toBe(0.85);
    expect(rateBetween(rates, 'EUR', 'GBP', '2027-03-10')?.rate).toBe(0.8625);
    expect(rateBetween(rates, 'EUR', 'GBP', '2027-02-28')).toBeUndefined();
    expect(rateBetween(rates, 'EUR', 'USD', '2027-03-10')).toBeUndefined();
  });

  test('is turned round where it was quoted the other way, and says so', () => {
    expect(rateBetween(rates, 'GBP', 'EUR', '2027-03-09')).toMatchObject({ rate: 1 / 0.85, isInverse: true });
  });

  test('changes minor units by the decimals of both currencies, rounded once', () => {
    const toPounds = rateBetween(rates, 'EUR', 'GBP', '2027-03-10');
    const toYen = rateBetween(rates, 'GBP', 'JPY', '2027-03-10');
    if (toPounds === undefined || toYen === undefined) throw new Error('rates are missing');
    // 1,000.01 EUR × 0.8625 = 862.508625 GBP
    expect(exchangeMinor(100_001, toPounds)).toBe(86_251);
    // 12.34 GBP × 190 = 2,344.6 JPY, which has no minor unit.
    expect(exchangeMinor(1_234, toYen)).toBe(2_345);
  });
});
