// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a migration to Auto Mode has to be judged by, as the project's facts list it (§4 of "EKS Auto
 * Mode: what a migration tool must know"). A row is judged by the check of its code, or stands among
 * the unimplemented with the reason.
 */
export const rowsOfTheFacts: readonly string[] = `
  CL-01 CL-02 CL-03 CL-04 CL-05 CL-06 CL-07 CL-08 CL-09 CL-11 CL-12 CL-13 CL-15 CL-16 CL-17 CL-18
  IAM-01 IAM-02 IAM-04 IAM-05 IAM-06 IAM-07 IAM-08 IAM-09 IAM-10 IAM-11 IAM-12
  NET-01 NET-02 NET-03 NET-04 NET-05 NET-06 NET-07 NET-08 NET-09 NET-10 NET-11 NET-12 NET-13 NET-14 NET-15 NET-16 NET-17 NET-19 NET-20 NET-21
  ADD-01 ADD-02 ADD-03 ADD-04 ADD-05 ADD-06 ADD-07 ADD-08 ADD-09 ADD-10 ADD-12 ADD-14
  NG-01 NG-02 NG-03 NG-04 NG-05 NG-06 NG-07 NG-09 NG-10 NG-11 NG-12 NG-13 NG-14 NG-15 NG-16 NG-18 NG-19 NG-20 NG-21 NG-22 NG-23
  WL-01 WL-02 WL-03 WL-04 WL-05 WL-06 WL-07 WL-09 WL-10 WL-11 WL-12 WL-13 WL-14 WL-15 WL-16 WL-17 WL-18 WL-19 WL-20 WL-21 WL-22 WL-23 WL-24 WL-26 WL-29 WL-30 WL-31 WL-32
  ST-01 ST-02 ST-03 ST-04 ST-05 ST-06 ST-07 ST-08 ST-09 ST-10 ST-11
  LB-01 LB-02 LB-03 LB-04 LB-05
  CO-01 CO-03
  SA-01 SA-02 SA-04
`
  .trim()
  .split(/\s+/);

/** Checks that were found necessary besides: no row of the facts asks for them. */
export const beyondTheFacts: readonly string[] = `
  IAM-13
  ADD-15 ADD-16
  NG-24
  WL-33 WL-34 WL-35 WL-36 WL-37
  SA-05 SA-06 SA-07
`
  .trim()
  .split(/\s+/);
